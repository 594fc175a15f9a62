import { Button, Field, Input } from '@fluentui/react-components';
import { SearchRegular } from '@fluentui/react-icons';
import type { ManagementValue } from '@relais/management-contract';
import { useState } from 'react';
import { useWords } from '../language/words.ts';
import styles from './pages.module.css';

/** What the audit log is asked for; empty texts ask for everything. Days as `2026-11-28`, in this browser's time zone. */
export interface AuditQuestion {
  readonly from: string;
  readonly until: string;
  readonly callers: string;
  readonly cmdlets: string;
}

export const everything: AuditQuestion = { from: '', until: '', callers: '', cmdlets: '' };

/** Parameters of Search-AdminAuditLog. The last day is searched to its end. */
export function auditParameters(question: AuditQuestion): Readonly<Record<string, ManagementValue>> {
  const callers = namesIn(question.callers);
  const cmdlets = namesIn(question.cmdlets);
  return {
    ...(question.from !== '' && { StartDate: dayAt(question.from, '00:00:00.000') }),
    ...(question.until !== '' && { EndDate: dayAt(question.until, '23:59:59.999') }),
    ...(callers.length > 0 && { UserIds: callers }),
    ...(cmdlets.length > 0 && { Cmdlets: cmdlets }),
  };
}

/** The form above the log: from which day to which, by whom, with which cmdlets. The server searches. */
export function AuditSearch({ onAsk }: { readonly onAsk: (question: AuditQuestion) => void }) {
  const t = useWords();
  const [typed, setTyped] = useState(everything);
  const isBackwards = typed.from !== '' && typed.until !== '' && typed.from > typed.until;
  const field = (name: keyof AuditQuestion, label: string, kind: 'date' | 'text', placeholder?: string) => (
    <Field label={label} {...(name === 'until' && isBackwards ? { validationMessage: t('audit.backwards') } : {})}>
      <Input
        type={kind}
        placeholder={placeholder ?? ''}
        value={typed[name]}
        onChange={(_, { value }) => setTyped({ ...typed, [name]: value })}
      />
    </Field>
  );
  return (
    <form
      className={styles.search}
      role="search"
      aria-label={t('tabs.auditing')}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBackwards) onAsk(typed);
      }}
    >
      {field('from', t('audit.from'), 'date')}
      {field('until', t('audit.until'), 'date')}
      {field('callers', t('audit.caller'), 'text', 'administrator@example.com')}
      {field('cmdlets', t('audit.cmdlet'), 'text', 'Set-Mailbox')}
      <Button type="submit" appearance="primary" icon={<SearchRegular />}>
        {t('trace.find')}
      </Button>
    </form>
  );
}

/** Several stand with commas between them; a caller's name may hold spaces. */
function namesIn(text: string): readonly string[] {
  return text
    .split(/[,;]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** A day of this browser's calendar at a time of day. */
export function dayAt(day: string, time: string): Date {
  return new Date(`${day}T${time}`);
}
