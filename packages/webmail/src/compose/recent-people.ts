import type { EmailAddress } from '../mail/mail-types.ts';

const storageKey = 'relais.recent-people';
const most = 200;

function kept(): readonly EmailAddress[] {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '[]') as EmailAddress[];
  } catch {
    return [];
  }
}

/** Whom one wrote to from this browser and who fits what is typed, the latest first. */
export function recentPeople(typed: string): readonly EmailAddress[] {
  const wanted = typed.toLowerCase();
  return kept().filter(
    ({ name, email }) => email.toLowerCase().startsWith(wanted) || (name ?? '').toLowerCase().includes(wanted),
  );
}

export function rememberPeople(people: readonly EmailAddress[]): void {
  const emails = new Set(people.map(({ email }) => email));
  const next = [...people, ...kept().filter(({ email }) => !emails.has(email))].slice(0, most);
  localStorage.setItem(storageKey, JSON.stringify(next));
}
