import type { Session } from './session.ts';

export interface Capability {
  readonly name: string;
  readonly rfc: string;
  /** Default: always. */
  readonly isOffered?: (session: Session) => boolean;
}

const isSignedIn = (session: Session): boolean => session.state.kind !== 'not-authenticated';

/** What is offered and when, in the order of the CAPABILITY response. Only what works stands here. */
export const capabilities: readonly Capability[] = [
  { name: 'IMAP4', rfc: 'RFC 1730' },
  { name: 'IMAP4rev1', rfc: 'RFC 3501' },
  { name: 'LOGINDISABLED', rfc: 'RFC 3501 §6.2.3', isOffered: (s) => !isSignedIn(s) && !s.takesPasswords },
  { name: 'STARTTLS', rfc: 'RFC 3501 §6.2.1', isOffered: (s) => !isSignedIn(s) && s.transport.tls === null },
  { name: 'AUTH=PLAIN', rfc: 'RFC 4616', isOffered: (s) => !isSignedIn(s) && s.takesPasswords },
  { name: 'AUTH=LOGIN', rfc: 'draft-murchison-sasl-login', isOffered: (s) => !isSignedIn(s) && s.takesPasswords },
  { name: 'SASL-IR', rfc: 'RFC 4959', isOffered: (s) => !isSignedIn(s) },
  { name: 'UIDPLUS', rfc: 'RFC 4315' },
  { name: 'MOVE', rfc: 'RFC 6851' },
  { name: 'ID', rfc: 'RFC 2971' },
  { name: 'CHILDREN', rfc: 'RFC 3348' },
  { name: 'IDLE', rfc: 'RFC 2177' },
  { name: 'NAMESPACE', rfc: 'RFC 2342' },
  { name: 'LITERAL+', rfc: 'RFC 7888' },
  { name: 'UNSELECT', rfc: 'RFC 3691' },
  { name: 'ENABLE', rfc: 'RFC 5161' },
  { name: 'SPECIAL-USE', rfc: 'RFC 6154' },
  { name: 'CREATE-SPECIAL-USE', rfc: 'RFC 6154' },
  { name: 'CONDSTORE', rfc: 'RFC 7162' },
];

/** `IMAP4 IMAP4rev1 …` for this session as it is now. */
export function capabilityList(session: Session): string {
  return capabilities
    .filter(({ isOffered }) => isOffered === undefined || isOffered(session))
    .map(({ name }) => name)
    .join(' ');
}
