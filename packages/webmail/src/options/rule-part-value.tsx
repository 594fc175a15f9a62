import { Input, Select } from '@fluentui/react-components';
import { useState } from 'react';
import { useWords } from '../language/words.ts';
import { useMailboxes } from '../mail/mail-data.ts';
import { inputMoment, momentOfInput } from './input-moment.ts';
import { namedFolders } from '../mail/named-folders.ts';
import type { PartChoice, PartKind } from './rule-parts.ts';

export interface RulePartValueProps {
  readonly label: string;
  readonly kind: PartKind;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** The value of one condition or action; nothing for what only holds or does not. */
export function RulePartValue({ label, kind, value, onChange }: RulePartValueProps) {
  const t = useWords();
  switch (kind) {
    case 'yes':
      return null;
    case 'list':
      return <ListInput label={label} value={value as readonly string[]} onChange={onChange} />;
    case 'size':
      return (
        <Input
          type="number"
          min={0}
          aria-label={label}
          contentAfter={t('rules.kilobytes')}
          value={String(Math.round(Number(value) / 1024))}
          onChange={(_, { value: written }) => onChange(Math.max(0, Math.round(Number(written) || 0)) * 1024)}
        />
      );
    case 'moment':
      return (
        <Input
          type="datetime-local"
          aria-label={label}
          value={inputMoment(new Date(Number(value)).toISOString())}
          onChange={(_, { value: written }) => {
            const moment = momentOfInput(written);
            if (moment !== null) onChange(Date.parse(moment));
          }}
        />
      );
    case 'folder':
      return <FolderChoice label={label} value={String(value)} onChange={onChange} />;
    default:
      return (
        <Select aria-label={label} value={String(value)} onChange={(_, { value: chosen }) => onChange(chosen)}>
          {kind.map((choice) => (
            <option key={choice} value={choice}>
              {t(`rules.choices.${choice as PartChoice}`)}
            </option>
          ))}
        </Select>
      );
  }
}

function ListInput({
  label,
  value,
  onChange,
}: Omit<RulePartValueProps, 'kind'> & { readonly value: readonly string[] }) {
  const t = useWords();
  // As it is written, separators and spaces included.
  const [written, setWritten] = useState(value.join('; '));
  return (
    <Input
      aria-label={label}
      placeholder={t('rules.separated')}
      value={written}
      onChange={(_, { value: text }) => {
        setWritten(text);
        onChange(
          text
            .split(';')
            .map((one) => one.trim())
            .filter((one) => one !== ''),
        );
      }}
    />
  );
}

function FolderChoice({ label, value, onChange }: Omit<RulePartValueProps, 'kind'> & { readonly value: string }) {
  const t = useWords();
  const { data: mailboxes = [] } = useMailboxes();
  const folders = namedFolders(mailboxes, t);
  // One that was deleted since is shown by its name.
  const isThere = folders.some(({ name }) => name === value);
  return (
    <Select aria-label={label} value={value} onChange={(_, { value: chosen }) => onChange(chosen)}>
      {!isThere && <option value={value}>{value}</option>}
      {folders.map(({ name, shown }) => (
        <option key={name} value={name}>
          {shown}
        </option>
      ))}
    </Select>
  );
}
