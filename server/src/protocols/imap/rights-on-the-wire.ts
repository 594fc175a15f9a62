import { everyRight, type Rights, rightsOf } from '../../domain/mail/rights.ts';

/** RFC 4314 §2.1.1: the rights of RFC 2086 that stand for several; here `c` is `k` and `x`, `d` is `t` and `e`. */
const virtualRights = { c: 'kx', d: 'te' } as const;

/** As MYRIGHTS and ACL give them: a virtual right stands there when any of its members does. */
export function formatRights(rights: Rights): string {
  const letters = everyRight.filter((right) => rights.has(right)).join('');
  const virtual = Object.entries(virtualRights)
    .filter(([, members]) => [...members].some((member) => letters.includes(member)))
    .map(([letter]) => letter);
  const text = letters + virtual.join('');
  return text === '' ? '""' : text;
}

/** As SETACL gives them: a virtual right is all of its members. */
export function readRights(letters: string): Rights {
  const { c, d } = virtualRights;
  return rightsOf(letters.replace('c', c).replace('d', d));
}

/** RFC 4314 §3.4: what may be granted, each right for itself; RFC 2086's stand behind. */
export const grantableRights = [...everyRight, 'c', 'd'].join(' ');
