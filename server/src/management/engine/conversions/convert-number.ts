import { ByteSize, type ManagementValue, parseByteSize, Unlimited } from '@relais/management-contract';
import { type Conversion, converted, notThisType, outOfRange, textOf, type TypeOf } from './conversion.ts';

const grouped = (value: number): string => String(value);

/** A whole number; `Unlimited` where the type has it. `1KB` is a number in PowerShell, so the shell sends 1024. */
export function convertInt(value: ManagementValue, type: TypeOf<'int'>): Conversion {
  const min = type.min ?? -2_147_483_648;
  const max = type.max ?? 2_147_483_647;
  if (value instanceof Unlimited || isUnlimitedWord(value)) {
    return type.unlimited === true ? converted(Unlimited.value) : outOfRange(grouped(min), grouped(max));
  }
  const text = textOf(value)?.trim();
  if (text === undefined || !/^[+-]?\d{1,20}$/.test(text)) {
    const orUnlimited = type.unlimited === true ? { en: ' or unlimited', fr: ' ou unlimited' } : { en: '', fr: '' };
    const example = String(Math.min(Math.max(min, 100), max));
    return notThisType(
      `A whole number from ${min} to ${max}${orUnlimited.en} belongs here, for example ${example}.`,
      `Il faut ici un nombre entier de ${min} à ${max}${orUnlimited.fr}, par exemple ${example}.`,
    );
  }
  const number = Number(text);
  return number < min || number > max
    ? outOfRange(grouped(min), grouped(max), type.unlimited === true)
    : converted(number);
}

/** `2MB`, `2000000` (bytes), `36 MB (37,748,736 bytes)`, `unlimited` where the type has it. */
export function convertByteSize(value: ManagementValue, type: TypeOf<'bytesize'>): Conversion {
  const min = type.min ?? 0;
  const max = type.max ?? Number.MAX_SAFE_INTEGER;
  const largest = max === Number.MAX_SAFE_INTEGER ? '9,007,199,254,740,991 bytes' : new ByteSize(max).toString();
  if (value instanceof Unlimited || isUnlimitedWord(value)) {
    return type.unlimited === true ? converted(Unlimited.value) : outOfRange(new ByteSize(min).toString(), largest);
  }
  const text = textOf(value);
  const size = value instanceof ByteSize ? value : text === null ? null : parseByteSize(text);
  if (size === null) {
    const negative = typeof value === 'number' && value < 0;
    if (negative) return outOfRange(new ByteSize(min).toString(), largest, type.unlimited === true);
    return notThisType(
      `A size belongs here: a number with B, KB, MB, GB or TB, or bytes without a unit, for example 2MB or 2000000${type.unlimited === true ? ', or unlimited' : ''}.`,
      `Il faut ici une taille : un nombre suivi de B, KB, MB, GB ou TB, ou des octets sans unité, par exemple 2MB ou 2000000${type.unlimited === true ? ', ou unlimited' : ''}.`,
    );
  }
  return size.bytes < min || size.bytes > max
    ? outOfRange(new ByteSize(min).toString(), largest, type.unlimited === true)
    : converted(size);
}

export function isUnlimitedWord(value: ManagementValue): boolean {
  return typeof value === 'string' && value.trim().toLowerCase() === 'unlimited';
}
