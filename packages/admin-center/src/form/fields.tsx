import {
  Button,
  Checkbox,
  Field,
  Input,
  Radio,
  RadioGroup,
  Select,
  Switch,
  Textarea,
  Tooltip,
  useArrowNavigationGroup,
} from '@fluentui/react-components';
import { AddRegular, DeleteRegular } from '@fluentui/react-icons';
import { type ReactNode, useContext, useId, useRef, useState } from 'react';
import { numberText, parseWholeNumber } from '@relais/browser-frame/language/numbers.ts';
import { useWords } from '../language/words.ts';
import type { Draft } from './draft.ts';
import styles from './form.module.css';
import { useRefusal } from './refused-field.ts';
import { useShownField, WasTriedContext } from './shown-field.ts';
import { useUnadded } from './unadded.ts';

interface FieldProps {
  readonly draft: Draft;
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly disabled?: boolean;
}

interface SetProps extends FieldProps {
  /** `Add-RoleGroupMember.Member`: parameters that it fills besides the one of its own name. */
  readonly standsFor?: readonly string[];
}

export function TextField(
  props: FieldProps & {
    readonly problem?: string | null;
    readonly multiline?: boolean;
    readonly secret?: boolean;
    readonly required?: boolean;
    readonly placeholder?: string;
  },
) {
  const { draft, name } = props;
  const t = useWords();
  const refusal = useRefusal(name);
  const wasTried = useContext(WasTriedContext);
  const isMissing = props.required === true && draft.text(name) === '';
  const problem = props.problem ?? (isMissing && wasTried ? t('form.needed') : refusal);
  useShownField(name, props.label, { isWrong: isMissing || (props.problem ?? null) !== null });
  const common = {
    value: draft.text(name),
    disabled: props.disabled === true,
    placeholder: props.placeholder ?? '',
    onChange: (_: unknown, { value }: { value: string }) => draft.set(name, value),
  };
  return (
    <Field
      label={props.label}
      hint={props.hint}
      required={props.required === true}
      validationMessage={problem}
      validationState={problem === null ? 'none' : 'error'}
    >
      {props.multiline === true ? (
        <Textarea {...common} resize="vertical" />
      ) : (
        <Input
          {...common}
          type={props.secret === true ? 'password' : 'text'}
          autoComplete={props.secret === true ? 'new-password' : 'off'}
        />
      )}
    </Field>
  );
}

/** Limits of a whole number, in the field's unit. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly standard?: number;
  /** It may be taken away: an empty field is none. */
  readonly isOptional?: boolean;
}

/** The numbers of a range as they are written: grouped in the language's way, but for ports, whose numbers are names. */
function textIn({ max }: Range): (value: number) => string {
  return max === 65_535 ? String : numberText;
}

/** Says the range in words when the text is not a whole number in it. */
export function rangeProblem(text: string, range: Range, t: ReturnType<typeof useWords>): string | null {
  const { min, max } = range;
  if (text === '' && range.isOptional === true) return null;
  const value = parseWholeNumber(text);
  if (value !== null && value >= min && value <= max) return null;
  const write = textIn(range);
  return t('form.outOfRange', { min: write(min), max: write(max) });
}

/** A whole number, grouped in the language's way when it is not being typed. */
export function NumberField(props: FieldProps & { readonly range: Range }) {
  const { draft, name, range } = props;
  const t = useWords();
  // While it is typed it stands as typed; leaving the field groups it.
  const [typed, setTyped] = useState<string | null>(null);
  const text = draft.text(name);
  const value = parseWholeNumber(text);
  // A new object's number may stay unsaid.
  const refusal = useRefusal(name);
  const wrong = text === '' && !draft.changed.includes(name) ? null : rangeProblem(text, range, t);
  const problem = wrong ?? refusal;
  const write = textIn(range);
  useShownField(name, props.label, {
    isWrong: wrong !== null,
    write: (saved) => {
      const number = parseWholeNumber(String(saved));
      return number === null ? String(saved) : write(number);
    },
  });
  const standard = range.standard === undefined ? '' : t('form.standard', { standard: write(range.standard) });
  return (
    <Field
      label={props.label}
      hint={props.hint ?? `${standard} ${t('form.range', { min: write(range.min), max: write(range.max) })}`.trim()}
      validationMessage={problem}
      validationState={problem === null ? 'none' : 'error'}
    >
      <Input
        className={styles.number ?? ''}
        inputMode="numeric"
        autoComplete="off"
        disabled={props.disabled === true}
        value={typed ?? (value === null ? text : write(value))}
        onBlur={() => setTyped(null)}
        onChange={(_, { value: written }) => {
          setTyped(written);
          const number = parseWholeNumber(written);
          draft.set(name, number === null ? written : String(number));
        }}
      />
    </Field>
  );
}

export function ChoiceField(
  props: FieldProps & {
    readonly choices: readonly (readonly [value: string, label: string])[];
    readonly radio?: boolean;
  },
) {
  const { draft, name } = props;
  const refusal = useRefusal(name);
  useShownField(name, props.label, {
    write: (saved) => props.choices.find(([value]) => value === saved)?.[1] ?? String(saved),
  });
  const validation = { validationMessage: refusal, validationState: refusal === null ? 'none' : 'error' } as const;
  if (props.radio === true) {
    return (
      <Field label={props.label} hint={props.hint} {...validation}>
        <RadioGroup
          value={draft.text(name)}
          disabled={props.disabled === true}
          onChange={(_, { value }) => draft.set(name, value)}
        >
          {props.choices.map(([value, label]) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </RadioGroup>
      </Field>
    );
  }
  return (
    <Field label={props.label} hint={props.hint} {...validation}>
      <Select
        value={draft.text(name)}
        disabled={props.disabled === true}
        onChange={(_, { value }) => draft.set(name, value)}
      >
        {props.choices.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
    </Field>
  );
}

export function SwitchField({ draft, name, label, hint, disabled }: FieldProps) {
  const t = useWords();
  const refusal = useRefusal(name);
  useShownField(name, label, { write: (saved) => t(saved === true ? 'yes' : 'no') });
  return (
    <Field hint={hint} validationMessage={refusal} validationState={refusal === null ? 'none' : 'error'}>
      <Switch
        label={label}
        checked={draft.isOn(name)}
        disabled={disabled === true}
        onChange={(_, { checked }) => draft.set(name, checked)}
      />
    </Field>
  );
}

/** Ticks of a set of names: authentication mechanisms, permission groups, role groups. */
export function FlagsField(props: SetProps & { readonly flags: readonly (readonly [value: string, label: string])[] }) {
  const { draft, name } = props;
  const titleId = useId();
  // Arrows in four directions between grouped check boxes, and Tab from each to the next (reference §4.2).
  const arrows = useArrowNavigationGroup({ axis: 'both', tabbable: true });
  const held = draft.list(name);
  const refusal = useRefusal(name, props.standsFor);
  useShownField(name, props.label, { standsFor: props.standsFor ?? [] });
  return (
    <div role="group" aria-labelledby={titleId} className={styles.flags} {...arrows}>
      <span id={titleId} className={styles.groupLabel}>
        {props.label}
      </span>
      {props.hint !== undefined && <p className={styles.hint}>{props.hint}</p>}
      {props.flags.map(([value, label]) => (
        <Checkbox
          key={value}
          label={label}
          checked={held.includes(value)}
          disabled={props.disabled === true}
          aria-invalid={refusal === null ? undefined : true}
          aria-describedby={refusal === null ? undefined : `${titleId}-refusal`}
          onChange={(_, { checked }) =>
            draft.set(name, checked === true ? [...held, value] : held.filter((one) => one !== value))
          }
        />
      ))}
      {refusal !== null && (
        <p id={`${titleId}-refusal`} className={styles.refusal}>
          {refusal}
        </p>
      )}
    </div>
  );
}

/** A list of texts, each checked as it is added. */
export function ListField(
  props: SetProps & {
    readonly placeholder?: string;
    /** Says what is wrong with a new entry; `null` takes it. */
    readonly check?: (text: string) => string | null;
    readonly addLabel: string;
    readonly draw?: (entry: string) => ReactNode;
    /** In place of a plain input: a dialog of its own. */
    readonly onAdd?: () => void;
    /** Values that complete what is typed. */
    readonly suggest?: (prefix: string) => Promise<readonly string[]>;
  },
) {
  const { draft, name } = props;
  const t = useWords();
  const titleId = useId();
  const unadded = useUnadded(name);
  const { text, problem } = unadded;
  const [suggestions, setSuggestions] = useState<readonly string[]>([]);
  const asked = useRef('');
  const refusal = useRefusal(name, props.standsFor);
  const said = problem ?? refusal;
  useShownField(name, props.label, { standsFor: props.standsFor ?? [] });
  const entries = draft.list(name);

  async function suggestFor(prefix: string) {
    asked.current = prefix;
    const found = await props.suggest?.(prefix);
    // Answers may come in another order than the letters.
    if (found !== undefined && asked.current === prefix) setSuggestions(found);
  }

  function add() {
    const entry = text.trim();
    if (entry === '') return;
    const wrong = props.check?.(entry) ?? null;
    unadded.set(wrong === null ? '' : text, wrong);
    if (wrong === null && !entries.includes(entry)) change([...entries, entry]);
  }

  function change(after: readonly string[]) {
    draft.set(name, after);
    unadded.onChanged();
  }

  return (
    <div role="group" aria-labelledby={titleId} className={styles.listField}>
      <span id={titleId} className={styles.groupLabel}>
        {props.label}
      </span>
      {props.hint !== undefined && <p className={styles.hint}>{props.hint}</p>}
      <ul className={styles.entries}>
        {entries.map((entry) => (
          <li key={entry}>
            <span>{props.draw?.(entry) ?? entry}</span>
            <Tooltip content={t('form.removeEntry', { entry })} relationship="label">
              <Button
                appearance="subtle"
                size="small"
                icon={<DeleteRegular />}
                disabled={props.disabled === true}
                onClick={({ currentTarget }) => {
                  change(entries.filter((held) => held !== entry));
                  focusBeside(currentTarget);
                }}
              />
            </Tooltip>
          </li>
        ))}
        {entries.length === 0 && <li className={styles.hint}>{t('form.noEntries')}</li>}
      </ul>
      {props.disabled !== true &&
        (props.onAdd === undefined ? (
          <Field validationMessage={said} validationState={said === null ? 'none' : 'error'}>
            {(field) => (
              <div
                className={styles.addRow}
                // Who saves what was typed and not added yet means it.
                onBlur={({ currentTarget, relatedTarget }) => {
                  if (!currentTarget.contains(relatedTarget)) add();
                }}
              >
                <Input
                  {...field}
                  aria-label={props.addLabel}
                  placeholder={props.placeholder ?? ''}
                  value={text}
                  list={props.suggest === undefined ? undefined : `${titleId}-suggestions`}
                  onChange={(_, { value }) => {
                    unadded.set(value, value.trim() === '' ? null : problem);
                    void suggestFor(value);
                  }}
                  onKeyDown={(event) => {
                    if (event.key !== 'Enter') return;
                    event.preventDefault();
                    add();
                  }}
                />
                {props.suggest !== undefined && (
                  <datalist id={`${titleId}-suggestions`}>
                    {suggestions.map((suggestion) => (
                      <option key={suggestion} value={suggestion} />
                    ))}
                  </datalist>
                )}
                <Button icon={<AddRegular />} aria-label={t('binding.addTo', { list: props.label })} onClick={add}>
                  {t('form.add')}
                </Button>
              </div>
            )}
          </Field>
        ) : (
          <div>
            <Button
              icon={<AddRegular />}
              aria-label={props.addLabel}
              aria-describedby={refusal === null ? undefined : `${titleId}-refusal`}
              data-wrong={refusal === null ? undefined : ''}
              onClick={props.onAdd}
            >
              {t('form.add')}
            </Button>
            {refusal !== null && (
              <p id={`${titleId}-refusal`} className={styles.refusal}>
                {refusal}
              </p>
            )}
          </div>
        ))}
    </div>
  );
}

/** The button goes with its entry; the keyboard goes on with the next one, or with what adds an entry. */
function focusBeside(button: HTMLElement): void {
  const item = button.closest('li');
  const other = item?.nextElementSibling ?? item?.previousElementSibling;
  const adding = item?.parentElement?.nextElementSibling?.querySelector<HTMLElement>('input, button');
  (other?.querySelector<HTMLElement>('button') ?? adding)?.focus();
}

/** A titled part of a section. */
export function Group({
  title,
  hint,
  children,
}: {
  readonly title: string;
  readonly hint?: string;
  readonly children: ReactNode;
}) {
  const titleId = useId();
  return (
    <section className={styles.group} aria-labelledby={titleId}>
      <h3 id={titleId}>{title}</h3>
      {hint !== undefined && <p className={styles.hint}>{hint}</p>}
      {children}
    </section>
  );
}
