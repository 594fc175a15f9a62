import { randomInt } from 'node:crypto';

// No letters that look like others: people copy this from a screen.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password of about 79 bits in four groups, easy to read out: `k7fm-q2ap-…`. */
export function generatePassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return Array.from({ length: 4 }, group).join('-');
}
