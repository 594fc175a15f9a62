import {
  ListChange,
  type LocalisedText,
  type ManagementObject,
  type ManagementValue,
  type ParameterDescription,
  ScriptText,
} from '@relais/management-contract';
import { CmdletError } from './cmdlet-error.ts';
import type { Conversion } from './conversions/conversion.ts';
import { convertScalar, typeName } from './conversions/convert-scalar.ts';
import { isNestedObject, shownValue } from './conversions/shown-value.ts';

export interface ConvertedParameters {
  readonly values: ReadonlyMap<string, ManagementValue>;
  readonly notes: readonly LocalisedText[];
}

/** Second pass: every value as its parameter's type, or the refusal that says what belongs there. */
export function convertParameters(given: ReadonlyMap<ParameterDescription, ManagementValue>): ConvertedParameters {
  const values = new Map<string, ManagementValue>();
  const notes: LocalisedText[] = [];
  for (const [parameter, value] of given) values.set(parameter.name, convertOne(parameter, value, notes));
  return { values, notes };
}

function convertOne(parameter: ParameterDescription, value: ManagementValue, notes: LocalisedText[]): ManagementValue {
  if (value === null) {
    if (parameter.list === true && (parameter.nullable === true || parameter.mandatory !== true)) return [];
    if (parameter.nullable === true) return null;
    throw nullRefused(parameter);
  }
  if (parameter.list !== true) return convertElement(parameter, single(parameter, value), notes);
  const change = listChangeOf(value);
  if (change === null && isNestedObject(value) && !holdsObjects(parameter)) throw unknownKeys(parameter, value);
  const all = (members: readonly ManagementValue[]): ManagementValue[] =>
    members.flatMap((member) => split(parameter, member)).map((member) => convertElement(parameter, member, notes));
  if (change !== null) return new ListChange(all(change.add), all(change.remove));
  return all(Array.isArray(value) ? (value as readonly ManagementValue[]) : [value]);
}

function convertElement(
  parameter: ParameterDescription,
  value: ManagementValue,
  notes: LocalisedText[],
): ManagementValue {
  if (value === null) throw nullRefused(parameter);
  const conversion = convertScalar(value, parameter.type);
  switch (conversion.kind) {
    case 'converted':
      if (conversion.note !== undefined) {
        notes.push({
          en: `-${parameter.name}: ${conversion.note.en}`,
          fr: `-${parameter.name} : ${conversion.note.fr}`,
        });
      }
      return conversion.value;
    case 'not-this-type':
      throw conversionRefused(parameter, value, conversion.reason);
    case 'out-of-range':
      throw rangeRefused(parameter, value, conversion);
  }
}

/** PowerShell takes an array of one for its element; more than one is no scalar. Flags take several names. */
function single(parameter: ParameterDescription, value: ManagementValue): ManagementValue {
  const { type } = parameter;
  const takesSeveral = type.kind === 'bytes' || (type.kind === 'enum' && type.flags === true);
  if (!Array.isArray(value) || takesSeveral) return value;
  const list = value as readonly ManagementValue[];
  if (list.length === 1) return list[0] ?? null;
  throw conversionRefused(parameter, value, {
    en: `-${parameter.name} takes one value, not ${list.length}.`,
    fr: `-${parameter.name} prend une seule valeur, pas ${list.length}.`,
  });
}

/** `"a:993:SSL,b:143:TLS"` and `{a:993:SSL, b:143:TLS}` are lists: none of these values can hold a comma. */
function split(parameter: ParameterDescription, value: ManagementValue): readonly ManagementValue[] {
  const { kind } = parameter.type;
  const text = value instanceof ScriptText ? value.source : value;
  if (typeof text !== 'string' || !['binding', 'connection-setting', 'address-range', 'enum'].includes(kind))
    return [value];
  return text.split(',').map((part) => part.trim());
}

/** A `ListChange`, or the plain object `{ Add, Remove }` that JSON callers send for it. */
function listChangeOf(value: ManagementValue): ListChange | null {
  if (value instanceof ListChange) return value;
  if (!isNestedObject(value)) return null;
  const entries = Object.entries(value).filter(([name]) => !name.startsWith('@'));
  if (entries.length === 0 || !entries.every(([name]) => /^(add|remove)$/i.test(name))) return null;
  const members = (wanted: string): readonly ManagementValue[] =>
    entries
      .filter(([name]) => name.toLowerCase() === wanted)
      .flatMap(([, held]) => (Array.isArray(held) ? (held as readonly ManagementValue[]) : [held]));
  return new ListChange(members('add'), members('remove'));
}

function holdsObjects({ type: { kind } }: ParameterDescription): boolean {
  return kind === 'identity' || kind === 'object';
}

function unknownKeys(parameter: ParameterDescription, value: ManagementObject): CmdletError {
  const keys = Object.keys(value).filter((name) => !name.startsWith('@') && !/^(?:add|remove)$/i.test(name));
  return conversionRefused(parameter, value, {
    en: `A change of a list has the keys Add and Remove, not ${keys.join(', ') || 'none'}: @{Add='…';Remove='…'}.`,
    fr: `Une modification de liste a les clés Add et Remove, et non ${keys.join(', ') || 'aucune'} : @{Add='…';Remove='…'}.`,
  });
}

function conversionRefused(
  parameter: ParameterDescription,
  value: ManagementValue,
  reason: LocalisedText,
): CmdletError {
  const type = typeName(parameter.type);
  // What was meant to be a secret is repeated in no message and no log.
  const isSecret = ['secure', 'credential', 'bytes'].includes(parameter.type.kind);
  const shown = isSecret ? '********' : shownValue(value);
  return new CmdletError({
    id: 'ParameterArgumentTransformationError',
    category: 'InvalidData',
    exception: 'ParameterBindingArgumentTransformationException',
    parameter: parameter.name,
    target: shown,
    reason,
    text: {
      en: `Cannot process argument transformation on parameter '${parameter.name}'. Cannot convert value "${shown}" to type "${type}". Error: "${reason.en}"`,
      fr: `Impossible de traiter la transformation d’argument sur le paramètre « ${parameter.name} ». Impossible de convertir la valeur « ${shown} » en type « ${type} ». Erreur : « ${reason.fr} »`,
    },
  });
}

function rangeRefused(
  parameter: ParameterDescription,
  value: ManagementValue,
  { min, max, unlimited }: Extract<Conversion, { kind: 'out-of-range' }>,
): CmdletError {
  const en = `${min} to ${max}${unlimited ? ', or unlimited' : ''}`;
  const fr = `${min} à ${max}${unlimited ? ', ou unlimited' : ''}`;
  return new CmdletError({
    id: 'ParameterOutOfRange',
    category: 'InvalidData',
    exception: 'ParameterBindingValidationException',
    parameter: parameter.name,
    target: shownValue(value),
    reason: { en: `Enter a value from ${en}.`, fr: `Saisissez une valeur de ${fr}.` },
    text: {
      en: `Cannot validate argument on parameter '${parameter.name}'. The value "${shownValue(value)}" is outside the allowed range ${en}.`,
      fr: `Impossible de valider l’argument sur le paramètre « ${parameter.name} ». La valeur « ${shownValue(value)} » est hors de la plage permise, de ${fr}.`,
    },
  });
}

function nullRefused(parameter: ParameterDescription): CmdletError {
  return new CmdletError({
    id: 'ParameterArgumentValidationErrorNullNotAllowed',
    category: 'InvalidData',
    exception: 'ParameterBindingValidationException',
    parameter: parameter.name,
    reason: { en: 'A value is needed here.', fr: 'Une valeur est nécessaire ici.' },
    text: {
      en: `Cannot bind argument to parameter '${parameter.name}' because it is null.`,
      fr: `Impossible de lier l’argument au paramètre « ${parameter.name} » car il est null.`,
    },
  });
}
