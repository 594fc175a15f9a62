import { channelOf } from './sasl-channel.ts';
import type { Session } from './session.ts';
import type { SessionContext } from './session-context.ts';

export interface Capability {
  readonly name: string;
  readonly rfc: string;
  /** Default: always. */
  readonly isOffered?: (session: Session) => boolean;
  /** What stands after `=`. */
  readonly value?: (session: Session) => string;
  /** It is what the service is and cannot be switched off. */
  readonly isFixed?: true;
}

const isSignedIn = (session: Session): boolean => session.state.kind !== 'not-authenticated';

function saslCapability(name: string): Capability {
  return {
    name: `AUTH=${name}`,
    // XOAUTH2 is what OAUTHBEARER was made from.
    rfc: name.startsWith('SCRAM') ? 'RFC 7677' : 'RFC 7628',
    isOffered: (session) =>
      !isSignedIn(session) &&
      session.takesPasswords &&
      session.context.authenticator.sasl.offered(channelOf(session)).includes(name),
  };
}

/** What is offered and when, in the order of the CAPABILITY response. Only what works stands here. */
export const capabilities: readonly Capability[] = [
  { name: 'IMAP4', rfc: 'RFC 1730', isFixed: true },
  { name: 'IMAP4rev1', rfc: 'RFC 3501', isFixed: true },
  { name: 'IMAP4rev2', rfc: 'RFC 9051' },
  {
    name: 'LOGINDISABLED',
    rfc: 'RFC 3501 §6.2.3',
    isFixed: true,
    isOffered: (s) => !isSignedIn(s) && !s.takesPasswords,
  },
  { name: 'STARTTLS', rfc: 'RFC 3501 §6.2.1', isOffered: (s) => !isSignedIn(s) && !s.transport.isSecure },
  { name: 'AUTH=PLAIN', rfc: 'RFC 4616', isOffered: (s) => !isSignedIn(s) && s.takesPasswords },
  { name: 'AUTH=LOGIN', rfc: 'draft-murchison-sasl-login', isOffered: (s) => !isSignedIn(s) && s.takesPasswords },
  ...['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256', 'OAUTHBEARER', 'XOAUTH2'].map(saslCapability),
  { name: 'SASL-IR', rfc: 'RFC 4959', isOffered: (s) => !isSignedIn(s) },
  { name: 'UIDPLUS', rfc: 'RFC 4315' },
  { name: 'MOVE', rfc: 'RFC 6851' },
  { name: 'ID', rfc: 'RFC 2971' },
  { name: 'CHILDREN', rfc: 'RFC 3348' },
  { name: 'IDLE', rfc: 'RFC 2177' },
  { name: 'NAMESPACE', rfc: 'RFC 2342' },
  { name: 'LITERAL+', rfc: 'RFC 7888' },
  // RFC 7888 §5: never both.
  { name: 'LITERAL-', rfc: 'RFC 7888', isOffered: (s) => s.isSwitchedOff('LITERAL+') },
  { name: 'UNSELECT', rfc: 'RFC 3691' },
  { name: 'ENABLE', rfc: 'RFC 5161' },
  { name: 'SPECIAL-USE', rfc: 'RFC 6154' },
  { name: 'CREATE-SPECIAL-USE', rfc: 'RFC 6154' },
  { name: 'CONDSTORE', rfc: 'RFC 7162' },
  { name: 'QRESYNC', rfc: 'RFC 7162' },
  { name: 'ESEARCH', rfc: 'RFC 4731' },
  { name: 'SEARCHRES', rfc: 'RFC 5182' },
  { name: 'WITHIN', rfc: 'RFC 5032' },
  { name: 'MULTISEARCH', rfc: 'RFC 7377' },
  { name: 'SEARCH=FUZZY', rfc: 'RFC 6203' },
  { name: 'CONTEXT=SEARCH', rfc: 'RFC 5267' },
  { name: 'CONTEXT=SORT', rfc: 'RFC 5267' },
  { name: 'FILTERS', rfc: 'RFC 5466' },
  { name: 'PARTIAL', rfc: 'RFC 9394' },
  { name: 'SORT', rfc: 'RFC 5256' },
  { name: 'SORT=DISPLAY', rfc: 'RFC 5957' },
  { name: 'ESORT', rfc: 'RFC 5267' },
  { name: 'THREAD=ORDEREDSUBJECT', rfc: 'RFC 5256' },
  { name: 'THREAD=REFERENCES', rfc: 'RFC 5256' },
  { name: 'THREAD=REFS', rfc: 'RFC 5256' },
  { name: 'LIST-EXTENDED', rfc: 'RFC 5258' },
  { name: 'LIST-STATUS', rfc: 'RFC 5819' },
  { name: 'LIST-METADATA', rfc: 'RFC 9590' },
  // What SPECIAL-USE grew out of; old Gmail and Apple clients ask for it.
  { name: 'XLIST', rfc: 'RFC 6154' },
  { name: 'MAILBOX-REFERRALS', rfc: 'RFC 2193' },
  { name: 'METADATA', rfc: 'RFC 5464' },
  { name: 'STATUS=SIZE', rfc: 'RFC 8438' },
  { name: 'APPENDLIMIT', rfc: 'RFC 7889', value: ({ context }) => `${context.largestMessageBytes}` },
  { name: 'MULTIAPPEND', rfc: 'RFC 3502' },
  { name: 'CATENATE', rfc: 'RFC 4469' },
  { name: 'URLAUTH', rfc: 'RFC 4467' },
  { name: 'URL-PARTIAL', rfc: 'RFC 5550' },
  {
    name: 'MESSAGELIMIT',
    rfc: 'RFC 9738',
    isOffered: ({ context }) => context.settings.MessageLimit > 0,
    value: ({ context }) => `${context.settings.MessageLimit}`,
  },
  {
    name: 'SAVELIMIT',
    rfc: 'RFC 9738',
    isOffered: ({ context }) => context.settings.SaveLimit > 0,
    value: ({ context }) => `${context.settings.SaveLimit}`,
  },
  { name: 'UIDBATCHES', rfc: 'RFC 10022' },
  { name: 'BINARY', rfc: 'RFC 3516' },
  { name: 'INPROGRESS', rfc: 'RFC 9585' },
  { name: 'NOTIFY', rfc: 'RFC 5465' },
  { name: 'REPLACE', rfc: 'RFC 8508' },
  { name: 'OBJECTID', rfc: 'RFC 8474' },
  { name: 'SAVEDATE', rfc: 'RFC 8514' },
  { name: 'PREVIEW', rfc: 'RFC 8970' },
  { name: 'ACL', rfc: 'RFC 4314' },
  { name: 'RIGHTS', rfc: 'RFC 4314', value: () => 'kxte' },
  { name: 'LIST-MYRIGHTS', rfc: 'RFC 8440' },
  { name: 'QUOTA', rfc: 'RFC 9208' },
  { name: 'QUOTA=RES-STORAGE', rfc: 'RFC 9208' },
  { name: 'QUOTA=RES-MESSAGE', rfc: 'RFC 9208' },
  { name: 'QUOTA=RES-MAILBOX', rfc: 'RFC 9208' },
  { name: 'QUOTASET', rfc: 'RFC 9208' },
  { name: 'I18NLEVEL=1', rfc: 'RFC 5255' },
  { name: 'LANGUAGE', rfc: 'RFC 5255' },
  {
    name: 'JMAPACCESS',
    rfc: 'RFC 9698',
    isOffered: (s) => isSignedIn(s) && s.mayUseJmap,
  },
  { name: 'UIDONLY', rfc: 'RFC 9586', isOffered: isSignedIn },
  { name: 'UTF8=ACCEPT', rfc: 'RFC 6855', isOffered: isSignedIn },
  { name: 'UNAUTHENTICATE', rfc: 'RFC 8437', isOffered: isSignedIn },
  { name: 'COMPRESS=DEFLATE', rfc: 'RFC 4978', isOffered: (s) => isSignedIn(s) && s.compression === undefined },
];

/** What those who have signed in are told, by the settings of the service, which do not change while it runs. */
const lists = new WeakMap<SessionContext, Map<string, string>>();

/** `IMAP4 IMAP4rev1 …` for this session as it is now. */
export function capabilityList(session: Session): string {
  // Which mechanisms there are may change at any time.
  if (!isSignedIn(session)) return listFor(session);
  const state = [session.compression === undefined, session.mayUseJmap, ...session.switchedOff].join(' ');
  let known = lists.get(session.context);
  if (known === undefined) lists.set(session.context, (known = new Map()));
  let list = known.get(state);
  if (list === undefined) known.set(state, (list = listFor(session)));
  return list;
}

function listFor(session: Session): string {
  return capabilities
    .filter(({ name, isOffered }) => !session.isSwitchedOff(name) && (isOffered === undefined || isOffered(session)))
    .map(({ name, value }) => (value === undefined ? name : `${name}=${value(session)}`))
    .join(' ');
}

/** Those that a setting may switch off, per server and per account: single clients break on single extensions. */
export const switchableCapabilities: readonly string[] = capabilities
  .filter(({ isFixed }) => isFixed !== true)
  .map(({ name }) => name);
