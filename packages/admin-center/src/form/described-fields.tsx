import type { CmdletDescription, ParameterDescription } from '@relais/management-contract';
import { currentLanguage } from '@relais/browser-frame/language/current-language.ts';
import { writtenAmount } from '../language/amount-text.ts';
import { wordFor } from '../language/value-text.ts';
import { useWords, type Words } from '../language/words.ts';
import { useCmdlets, complete, parameterOf } from '../server/cmdlets.ts';
import type { Draft } from './draft.ts';
import { type FieldSpec, isPasswordMissing, passwordOf } from './field-spec.ts';
import { plainHelp } from './plain-help.ts';
import { ChoiceField, FlagsField, ListField, NumberField, SwitchField, TextField } from './fields.tsx';

/** A field of which the page only says name and label: type, choices, range and help are the parameter's own. */
export interface DescribedField {
  readonly name: string;
  /** Absent: the parameter's own label. */
  readonly label?: string;
  /** How a time span is written; seconds where it says nothing. */
  readonly unit?: 'seconds' | 'minutes' | 'hours' | 'days';
  readonly multiline?: boolean;
  readonly required?: boolean;
  readonly placeholder?: string;
  /** Labels of an enumeration's values, the others stand as they are; of a number: the ones to choose from. */
  readonly choices?: Readonly<Record<string, string>>;
  /** Absent: the parameter's help. */
  readonly hint?: string;
  /** Says what is wrong with a new entry of a list. */
  readonly check?: (text: string) => string | null;
}

export function labelOf(field: DescribedField, parameter: ParameterDescription | undefined): string {
  return field.label ?? parameter?.label?.[currentLanguage()] ?? field.name;
}

const most = 2_147_483_647;
const unitMs = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

/** Fields that the cmdlet has, as a form keeps them. */
export function describedSpecs(
  cmdlet: CmdletDescription | undefined,
  fields: readonly DescribedField[],
): readonly FieldSpec[] {
  return fields.flatMap((field) => {
    const parameter = parameterOf(cmdlet, field.name);
    return parameter === undefined ? [] : [specOf(parameter, field)];
  });
}

function specOf({ type, list, nullable }: ParameterDescription, field: DescribedField): FieldSpec {
  const { name, unit } = field;
  if (list === true) return { name, kind: 'list' };
  switch (type.kind) {
    case 'boolean':
    case 'switch':
      return { name, kind: 'switch' };
    case 'int':
      if (field.choices !== undefined) return { name, kind: 'choice' };
      if (type.unlimited === true) return { name, kind: 'limit' };
      return {
        name,
        kind: 'number',
        range: { min: type.min ?? 0, max: type.max ?? most, isOptional: nullable === true },
      };
    case 'timespan': {
      const kind = unit ?? 'seconds';
      const whole = (ms: number): number => Math.floor(ms / unitMs[kind]);
      return {
        name,
        kind,
        range: {
          min: Math.max(type.minMs === 0 ? 0 : 1, whole(type.minMs ?? 0)),
          max: whole(type.maxMs ?? most * 1000),
        },
      };
    }
    case 'bytesize':
      return { name, kind: 'size' };
    case 'enum':
      return { name, kind: type.flags === true ? 'flags' : 'choice' };
    case 'secure':
      return { name, kind: 'secret' };
    case 'credential':
      return { name, kind: 'credential' };
    default:
      return { name, kind: 'text' };
  }
}

export function DescribedFields(props: {
  readonly draft: Draft;
  readonly cmdlet: string;
  readonly fields: readonly DescribedField[];
}) {
  const cmdlet = useCmdlets()?.get(props.cmdlet.toLowerCase());
  const labels = labelsOf(cmdlet, props.fields);
  return props.fields.map((field) => {
    const parameter = parameterOf(cmdlet, field.name);
    return parameter === undefined ? null : (
      <One
        key={field.name}
        draft={props.draft}
        cmdlet={props.cmdlet}
        field={field}
        parameter={parameter}
        labels={labels}
      />
    );
  });
}

/** What the parameters are called on this page, or by the server where it says so. */
function labelsOf(
  cmdlet: CmdletDescription | undefined,
  fields: readonly DescribedField[],
): ReadonlyMap<string, string> {
  const named = (cmdlet?.parameters ?? []).flatMap(({ name, label }) =>
    label === undefined ? [] : [[name, label[currentLanguage()]] as const],
  );
  return new Map([
    ...named,
    ...fields.map((field) => [field.name, labelOf(field, parameterOf(cmdlet, field.name))] as const),
  ]);
}

function One(props: {
  readonly draft: Draft;
  readonly cmdlet: string;
  readonly field: DescribedField;
  readonly parameter: ParameterDescription;
  readonly labels: ReadonlyMap<string, string>;
}) {
  const { draft, field, parameter } = props;
  const t = useWords();
  const { type } = parameter;
  const spec = specOf(parameter, field);
  const common = {
    draft,
    name: field.name,
    label: labelOf(field, parameter),
    hint:
      field.hint ??
      plainHelp(parameter.help[currentLanguage()], props.labels, t, field.unit, new Map(choicesOf(type, field, t))),
  };
  switch (spec.kind) {
    case 'switch':
      return <SwitchField {...common} />;
    case 'number':
    case 'seconds':
    case 'minutes':
    case 'hours':
    case 'days':
    case 'megabytes':
      return <NumberField {...common} hint={common.hint} range={spec.range ?? { min: 0, max: most }} />;
    case 'choice': {
      const choices = choicesOf(type, field, t);
      const chosen = draft.text(field.name);
      // Nothing chosen yet, or a value that this list does not know, stays as it is until somebody chooses.
      const isKnown = chosen === '' || choices.some(([value]) => value === chosen);
      const none = chosen === '' || parameter.nullable === true ? [['', '–'] as const] : [];
      const shown = [...none, ...(isKnown ? [] : [[chosen, chosen] as const]), ...choices];
      return <ChoiceField {...common} choices={shown} />;
    }
    case 'credential':
      return (
        <>
          <TextField {...common} />
          {draft.text(field.name) !== '' && (
            <TextField
              draft={draft}
              name={passwordOf(field.name)}
              label={t('form.password')}
              hint={t('form.passwordKept')}
              secret
              required={isPasswordMissing(draft, field.name)}
            />
          )}
        </>
      );
    case 'flags':
      return <FlagsField {...common} flags={choicesOf(type, field, t)} />;
    case 'list':
      return (
        <ListField
          {...common}
          addLabel={labelOf(field, parameter)}
          {...(field.placeholder === undefined ? {} : { placeholder: field.placeholder })}
          {...(field.check === undefined ? {} : { check: field.check })}
          {...(type.kind === 'identity'
            ? { suggest: (prefix: string) => complete(props.cmdlet, field.name, prefix) }
            : {})}
        />
      );
    case 'text':
    case 'size':
    case 'limit':
    case 'secret':
      return (
        <TextField
          {...common}
          multiline={field.multiline === true}
          required={field.required === true}
          secret={spec.kind === 'secret'}
          {...(field.placeholder === undefined
            ? {}
            : { placeholder: spec.kind === 'size' ? writtenAmount(field.placeholder) : field.placeholder })}
        />
      );
  }
}

function choicesOf(
  type: ParameterDescription['type'],
  { choices }: DescribedField,
  t: Words,
): readonly (readonly [value: string, label: string])[] {
  if (type.kind === 'int') return Object.entries(choices ?? {});
  if (type.kind !== 'enum') return [];
  return type.values
    .filter(({ name }) => !(type.flags === true && name === 'None'))
    .map(({ name, label }) => [name, choices?.[name] ?? label?.[currentLanguage()] ?? wordFor(name, t)] as const);
}
