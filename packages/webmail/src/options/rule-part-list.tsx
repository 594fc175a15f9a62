import { Button, Select } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useWords } from '../language/words.ts';
import type { RuleParts } from '../server/inbox-rules.ts';
import styles from './options-page.module.css';
import { emptyPart, type PartKind, type PartName } from './rule-parts.ts';
import { RulePartValue } from './rule-part-value.tsx';

export interface RulePartListProps {
  readonly label: string;
  readonly addLabel: string;
  readonly kinds: Readonly<Record<string, PartKind>>;
  readonly parts: RuleParts;
  readonly onChange: (parts: RuleParts) => void;
}

/** The conditions, exceptions or actions of a rule: those chosen, each with its value, and a choice of one more. */
export function RulePartList({ label, addLabel, kinds, parts, onChange }: RulePartListProps) {
  const t = useWords();
  const nameOf = (name: string): string => t(`rules.parts.${name as PartName}`);
  return (
    <fieldset className={styles.group}>
      <legend>{label}</legend>
      {Object.entries(parts).map(([name, value]) => (
        <div key={name} className={styles.saveLine}>
          <span>{nameOf(name)}</span>
          <RulePartValue
            label={`${label} – ${nameOf(name)}`}
            kind={kinds[name] ?? 'yes'}
            value={value}
            onChange={(changed) => onChange({ ...parts, [name]: changed })}
          />
          <Button
            appearance="subtle"
            icon={<DismissRegular />}
            aria-label={t('rules.without', { part: nameOf(name) })}
            onClick={() => onChange(Object.fromEntries(Object.entries(parts).filter(([other]) => other !== name)))}
          />
        </div>
      ))}
      <Select
        aria-label={addLabel}
        value=""
        onChange={(_, { value: name }) => {
          const kind = kinds[name];
          if (kind !== undefined) onChange({ ...parts, [name]: emptyPart(kind) });
        }}
      >
        <option value="">{addLabel}</option>
        {Object.keys(kinds)
          .filter((name) => !(name in parts))
          .map((name) => (
            <option key={name} value={name}>
              {nameOf(name)}
            </option>
          ))}
      </Select>
    </fieldset>
  );
}
