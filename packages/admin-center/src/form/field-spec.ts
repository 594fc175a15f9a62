import {
  ByteSize,
  Credential,
  type CmdletDescription,
  type ManagementObject,
  type ManagementValue,
  parseByteSize,
  SecureText,
  TimeSpan,
} from '@relais/management-contract';
import { parseWholeNumber } from '@relais/browser-frame/language/numbers.ts';
import { sentAmount, writtenAmount } from '../language/amount-text.ts';
import { parameterOf } from '../server/cmdlets.ts';
import { amountOf, listOf, textOf, valueOf } from '../server/rows.ts';
import type { Draft, DraftValue, DraftValues } from './draft.ts';
import type { Range } from './fields.tsx';

/**
 * How a parameter stands in a form and travels in a call: time spans in a unit, sizes in megabytes or, as `size`, as
 * people write them (`500MB`, `500 Mo`, `Illimité`); a `limit` is a number or none; a span that is optional is unlimited
 * where it is empty.
 */
export interface FieldSpec {
  /** Parameter and property name. */
  readonly name: string;
  readonly kind:
    | 'text'
    | 'secret'
    | 'credential'
    | 'number'
    | 'seconds'
    | 'minutes'
    | 'hours'
    | 'days'
    | 'megabytes'
    | 'size'
    | 'limit'
    | 'choice'
    | 'list'
    | 'flags'
    | 'switch';
  readonly range?: Range;
}

/** Beside the user name of a credential: the draft's name of its password, which is never read back. */
export const passwordOf = (name: string): string => `${name}~password`;

const megabyte = 1024 * 1024;
const secondsIn = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;

/** What the form begins with: the object's properties in the form's units. */
export function savedValues(row: ManagementObject | undefined, specs: readonly FieldSpec[]): DraftValues {
  return Object.fromEntries(specs.map((spec) => [spec.name, savedValue(row, spec)]));
}

function savedValue(row: ManagementObject | undefined, { name, kind, range }: FieldSpec): DraftValue {
  switch (kind) {
    case 'switch':
      return valueOf(row, name) === true;
    case 'list':
    case 'flags':
      return listOf(row, name).filter((entry) => entry !== 'None');
    case 'number': {
      const amount = amountOf(row, name);
      return amount === null ? textOf(row, name) : String(Math.round(amount));
    }
    case 'seconds':
    case 'minutes':
    case 'hours':
    case 'days': {
      const amount = amountOf(row, name);
      if (range?.isOptional === true && textOf(row, name) === 'Unlimited') return '';
      // Half a unit stands as the shell prints it until somebody writes a whole one.
      return amount === null || amount % secondsIn[kind] !== 0 ? textOf(row, name) : String(amount / secondsIn[kind]);
    }
    case 'secret':
      return '';
    // `1.9 GB (2,040,109,466 bytes)`, as the shell prints it, is `1.9GB` to people.
    case 'size':
      return writtenAmount(
        textOf(row, name)
          .replace(/\s*\(.*\)$/, '')
          .replace(/^([\d.,]+) (\w+)$/, '$1$2'),
      );
    case 'limit':
      return writtenAmount(textOf(row, name));
    case 'megabytes': {
      const bytes = amountOf(row, name);
      return bytes === null ? '' : String(Math.round(bytes / megabyte));
    }
    case 'text':
    case 'choice':
    case 'credential':
      return textOf(row, name);
  }
}

/** The parameters that a save would send: what was changed, in the cmdlet's types. */
export function changedParameters(draft: Draft, specs: readonly FieldSpec[]): Record<string, ManagementValue> {
  const changed = specs.filter(
    ({ name, kind }) =>
      draft.changed.includes(name) || (kind === 'credential' && draft.changed.includes(passwordOf(name))),
  );
  return Object.fromEntries(changed.map((spec) => [spec.name, parameterValue(draft, spec)]));
}

export function parameterValue(draft: Draft, { name, kind, range }: FieldSpec): ManagementValue {
  switch (kind) {
    case 'switch':
      return draft.isOn(name);
    case 'list': {
      const entries = draft.list(name);
      return entries.length === 0 ? null : entries;
    }
    case 'flags': {
      const flags = draft.list(name);
      return flags.length === 0 ? 'None' : flags;
    }
    case 'number':
      return parseWholeNumber(draft.text(name));
    case 'seconds':
    case 'minutes':
    case 'hours':
    case 'days':
      if (range?.isOptional === true && draft.text(name) === '') return 'Unlimited';
      return TimeSpan.fromSeconds((parseWholeNumber(draft.text(name)) ?? 0) * secondsIn[kind]);
    case 'credential':
      return draft.text(name) === ''
        ? null
        : new Credential(draft.text(name), new SecureText(draft.text(passwordOf(name))));
    case 'secret':
      return new SecureText(draft.text(name));
    case 'megabytes':
      return new ByteSize((parseWholeNumber(draft.text(name)) ?? 0) * megabyte);
    case 'size':
    case 'limit': {
      const sent = sentAmount(draft.text(name));
      return sent === '' ? null : kind === 'size' ? (parseByteSize(sent) ?? sent) : sent;
    }
    case 'text':
    case 'choice':
      return draft.text(name) === '' ? null : draft.text(name);
  }
}

/** A changed number that is out of its range: nothing is saved before it is right. */
export function isInvalid(draft: Draft, specs: readonly FieldSpec[]): boolean {
  return specs.some(({ name, kind, range }) => {
    if (kind === 'credential') return isPasswordMissing(draft, name);
    if (range === undefined || !draft.changed.includes(name)) return false;
    if (draft.text(name) === '' && range.isOptional === true) return false;
    const value = parseWholeNumber(draft.text(name));
    return value === null || value < range.min || value > range.max;
  });
}

/** A user name that is new needs its password again: the old one was somebody else's. */
export function isPasswordMissing(draft: Draft, name: string): boolean {
  return draft.changed.includes(name) && draft.text(name) !== '' && draft.text(passwordOf(name)) === '';
}

/** The range that the server obeys, where its description tells one; else the documents'. */
export function withServerRanges(
  specs: readonly FieldSpec[],
  cmdlet: CmdletDescription | undefined,
): readonly FieldSpec[] {
  return specs.map((spec) => {
    const type = parameterOf(cmdlet, spec.name)?.type;
    if (spec.range === undefined || type === undefined) return spec;
    if (type.kind === 'timespan') {
      const { minMs = spec.range.min * 1000, maxMs = spec.range.max * 1000 } = type;
      return { ...spec, range: { ...spec.range, min: minMs / 1000, max: maxMs / 1000 } };
    }
    if (type.kind === 'int')
      return { ...spec, range: { ...spec.range, min: type.min ?? spec.range.min, max: type.max ?? spec.range.max } };
    return spec;
  });
}
