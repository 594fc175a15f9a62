import type { LocalisedText, ManagementValue, ParameterType } from '@relais/management-contract';

/** What became of one value. */
export type Conversion =
  /** `note`: a tolerance that the caller should hear of. */
  | { readonly kind: 'converted'; readonly value: ManagementValue; readonly note?: LocalisedText }
  /** `reason` is a sentence that says what would be right, with an example. */
  | { readonly kind: 'not-this-type'; readonly reason: LocalisedText }
  /** Both ends as people read them: `00:00:30`, `1.00:00:00`. */
  | { readonly kind: 'out-of-range'; readonly min: string; readonly max: string; readonly unlimited: boolean };

export type TypeOf<K extends ParameterType['kind']> = Extract<ParameterType, { readonly kind: K }>;

export function converted(value: ManagementValue, note?: LocalisedText): Conversion {
  return note === undefined ? { kind: 'converted', value } : { kind: 'converted', value, note };
}

export function notThisType(en: string, fr: string): Conversion {
  return { kind: 'not-this-type', reason: { en, fr } };
}

/** `unlimited`: the type has that word besides its range. */
export function outOfRange(min: string, max: string, unlimited = false): Conversion {
  return { kind: 'out-of-range', min, max, unlimited };
}

/** The text of a value that is text, or a word the shell handed over as something else; `null` for other values. */
export function textOf(value: ManagementValue): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (isScript(value)) return value.source.trim();
  return null;
}

function isScript(value: ManagementValue): value is Extract<ManagementValue, { kind: 'script' }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'script' && 'source' in value;
}
