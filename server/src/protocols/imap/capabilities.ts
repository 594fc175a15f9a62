import type { Session } from './session.ts';

export interface Capability {
  readonly name: string;
  readonly rfc: string;
  /** Default: always. */
  readonly isOffered?: (session: Session) => boolean;
  /** What stands after `=`. */
  readonly value?: (session: Session) => string;
}

const isSignedIn = (session: Session): boolean => session.state.kind !== 'not-authenticated';

/** What is offered and when, in the order of the CAPABILITY response. Only what works stands here. */
export const capabilities: readonly Capability[] = [
  { name: 'IMAP4', rfc: 'RFC 1730' },
  { name: 'IMAP4rev1', rfc: 'RFC 3501' },
  { name: 'IMAP4rev2', rfc: 'RFC 9051' },
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
  { name: 'QRESYNC', rfc: 'RFC 7162' },
  { name: 'ESEARCH', rfc: 'RFC 4731' },
  { name: 'SEARCHRES', rfc: 'RFC 5182' },
  { name: 'WITHIN', rfc: 'RFC 5032' },
  { name: 'PARTIAL', rfc: 'RFC 9394' },
  { name: 'SORT', rfc: 'RFC 5256' },
  { name: 'SORT=DISPLAY', rfc: 'RFC 5957' },
  { name: 'ESORT', rfc: 'RFC 5267' },
  { name: 'THREAD=ORDEREDSUBJECT', rfc: 'RFC 5256' },
  { name: 'THREAD=REFERENCES', rfc: 'RFC 5256' },
  { name: 'THREAD=REFS', rfc: 'RFC 5256' },
  { name: 'LIST-EXTENDED', rfc: 'RFC 5258' },
  { name: 'LIST-STATUS', rfc: 'RFC 5819' },
  { name: 'STATUS=SIZE', rfc: 'RFC 8438' },
  { name: 'APPENDLIMIT', rfc: 'RFC 7889', value: ({ context }) => `${context.largestMessageBytes}` },
  { name: 'MULTIAPPEND', rfc: 'RFC 3502' },
  { name: 'BINARY', rfc: 'RFC 3516' },
  { name: 'INPROGRESS', rfc: 'RFC 9585' },
  { name: 'NOTIFY', rfc: 'RFC 5465' },
  { name: 'REPLACE', rfc: 'RFC 8508' },
  { name: 'OBJECTID', rfc: 'RFC 8474' },
  { name: 'SAVEDATE', rfc: 'RFC 8514' },
  { name: 'PREVIEW', rfc: 'RFC 8970' },
  { name: 'QUOTA', rfc: 'RFC 9208' },
  { name: 'QUOTA=RES-STORAGE', rfc: 'RFC 9208' },
  { name: 'UIDONLY', rfc: 'RFC 9586', isOffered: isSignedIn },
  { name: 'UTF8=ACCEPT', rfc: 'RFC 6855', isOffered: isSignedIn },
  { name: 'UNAUTHENTICATE', rfc: 'RFC 8437', isOffered: isSignedIn },
  { name: 'COMPRESS=DEFLATE', rfc: 'RFC 4978', isOffered: (s) => isSignedIn(s) && !s.isCompressed },
];

/** `IMAP4 IMAP4rev1 …` for this session as it is now. */
export function capabilityList(session: Session): string {
  return capabilities
    .filter(({ isOffered }) => isOffered === undefined || isOffered(session))
    .map(({ name, value }) => (value === undefined ? name : `${name}=${value(session)}`))
    .join(' ');
}
