import type { BodyPart, Email } from './mail-types.ts';

/** The parts that are to be read, one after the other; `null` when none is of the wanted type. */
export function bodyText(email: Email, parts: readonly BodyPart[], type: string | null): string | null {
  const wanted = parts.filter(
    (part) => part.partId !== null && (type === null ? part.type.startsWith('text/') : part.type === type),
  );
  if (wanted.length === 0) return null;
  return wanted.map((part) => email.bodyValues[part.partId ?? '']?.value ?? '').join('\n');
}
