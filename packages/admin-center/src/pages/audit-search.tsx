import { Button, Field, Input } from '@fluentui/react-components';
import { SearchRegular } from '@fluentui/react-icons';
import type { ManagementValue } from '@relais/management-contract';
import { useState } from 'react';
import { type DaySpan, DaySpanFields, isWrongSpan, momentsOf } from '../form/day-span.tsx';
import { firstWrongField } from '../form/first-field.ts';
import { useWords } from '../language/words.ts';
import styles from './pages.module.css';

/** What the audit log is asked for; empty texts ask for everything. */
export interface AuditQuestion extends DaySpan {
  readonly callers: string;
  readonly cmdlets: string;
}

export const everything: AuditQuestion = { from: '', until: '', callers: '', cmdlets: '' };

/** Parameters of Search-AdminAuditLog. The last day is searched to its end. */
export function auditParameters(question: AuditQuestion): Readonly<Record<string, ManagementValue>> {
  const { start, end } = momentsOf(question);
  const callers = namesIn(question.callers);
  const cmdlets = namesIn(question.cmdlets);
  return {
    ...(start !== null && { StartDate: start }),
    ...(end !== null && { EndDate: end }),
    ...(callers.length > 0 && { UserIds: callers }),
    ...(cmdlets.length > 0 && { Cmdlets: cmdlets }),
  };
}

/** The form above the log: from which day to which, by whom, with which cmdlets. The server searches. */
export function AuditSearch({ onAsk }: { readonly onAsk: (question: AuditQuestion) => void }) {
  const t = useWords();
  const [typed, setTyped] = useState(everything);
  const field = (name: 'callers' | 'cmdlets', label: string, placeholder: string) => (
    <Field label={label}>
      <Input
        placeholder={placeholder}
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
        if (isWrongSpan(typed)) firstWrongField(event.currentTarget)?.focus();
        else onAsk(typed);
      }}
    >
      <DaySpanFields span={typed} onChange={(span) => setTyped({ ...typed, ...span })} />
      {field('callers', t('audit.caller'), 'administrator@example.com')}
      {field('cmdlets', t('audit.cmdlet'), 'Set-Mailbox')}
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
