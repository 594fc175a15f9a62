import { momentText } from '@relais/browser-frame/language/dates.ts';
import { type Words, useWords } from '../language/words.ts';
import { useMailboxes } from '../mail/mail-data.ts';
import type { InboxRule, RuleParts } from '../server/inbox-rules.ts';
import { type NamedFolder, namedFolders } from '../mail/named-folders.ts';
import styles from './options-page.module.css';
import { actionParts, conditionParts, type PartChoice, type PartKind, type PartName } from './rule-parts.ts';

/** What a rule does, in the words of its editor: conditions, actions, exceptions, a line each. */
export function RuleSummary({ rule }: { readonly rule: InboxRule }) {
  const t = useWords();
  const { data: mailboxes = [] } = useMailboxes();
  const folders = namedFolders(mailboxes, t);
  const sentence = (parts: RuleParts, kinds: Readonly<Record<string, PartKind>>): string =>
    Object.entries(parts)
      .map(([name, value]) => {
        const words = valueWords(kinds[name] ?? 'yes', value, folders, t);
        const part = t(`rules.parts.${name as PartName}`);
        return words === '' ? part : `${part} ${words}`;
      })
      .join('; ');
  const lines = [
    [t('rules.summary.when'), sentence(rule.conditions, conditionParts) || t('rules.summary.everyMessage')],
    [t('rules.summary.doThis'), sentence(rule.actions, actionParts)],
    [t('rules.summary.except'), sentence(rule.exceptions, conditionParts)],
    [t('rules.summary.then'), rule.stopProcessingRules ? t('rules.stop') : ''],
  ].filter(([, words]) => words !== '');
  return (
    <dl className={styles.ruleSummary}>
      {lines.map(([label, words]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}

function valueWords(kind: PartKind, value: unknown, folders: readonly NamedFolder[], t: Words): string {
  switch (kind) {
    case 'yes':
      return '';
    case 'list':
      return (value as readonly string[]).join(', ');
    case 'size':
      return `${Math.round(Number(value) / 1024)} ${t('rules.kilobytes')}`;
    case 'moment':
      return momentText(new Date(Number(value)).toISOString());
    case 'folder':
      return folders.find(({ name }) => name === value)?.shown ?? String(value);
    default:
      return t(`rules.choices.${String(value) as PartChoice}`);
  }
}
