import { ImapSyntaxError, type PartialBytes, readSectionText, type Section } from '@relais/imap-codec';

/** Who may fetch with an authorized URL (RFC 4467 §3). */
export type UrlAccess =
  | { readonly access: 'anonymous' | 'authuser' }
  | { readonly access: 'user' | 'submit'; readonly user: string };

/** A message or a part of it, as an IMAP URL names it (RFC 5092 §11). */
export interface ImapUrl {
  /** Undefined: a relative URL. */
  readonly user: string | undefined;
  readonly host: string | undefined;
  /** Undefined: the selected mailbox. */
  readonly mailbox: string | undefined;
  readonly uidValidity: number | undefined;
  readonly uid: number;
  readonly section: Section | undefined;
  readonly partial: PartialBytes | undefined;
  readonly auth: UrlAuth | undefined;
}

export interface UrlAuth {
  /** Everything before the mechanism: what is signed. */
  readonly rump: string;
  /** Milliseconds since 1970. */
  readonly expires: number | undefined;
  readonly who: UrlAccess;
  /** Absent in a URL that is still to be authorized. */
  readonly proof: { readonly mechanism: string; readonly token: string } | undefined;
}

const absolute = /^imap:\/\/(?:([^@/]*)@)?([^/@]+)(\/.*)$/i;
const urlAuth = /^(.*?)(?:;EXPIRE=([^;/]+))?;URLAUTH=([^:;/]+)(?::([^:;/]+):([0-9A-Fa-f]+))?$/i;
const message =
  /^\/?(.*?)(?:;UIDVALIDITY=(\d{1,10}))?\/?;UID=(\d{1,10})(?:\/;SECTION=([^;]+?))?(?:\/;PARTIAL=(\d{1,10})(?:\.(\d{1,10}))?)?$/i;

/** Undefined: this names no message, or is no IMAP URL. */
export function parseImapUrl(text: string): ImapUrl | undefined {
  const server = absolute.exec(text);
  // Another scheme, or a server without a path.
  if (server === null && /^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return undefined;
  const path = server?.[3] ?? text;
  const auth = urlAuth.exec(path);
  const found = message.exec(auth?.[1] ?? path);
  if (found === null) return undefined;
  const [, mailbox = '', uidValidity, uid, sectionText, offset, length] = found;
  try {
    return {
      user: server?.[1] === undefined ? undefined : decodeURIComponent(server[1].replace(/;AUTH=.*$/is, '')),
      host: server?.[2],
      mailbox: mailbox === '' ? undefined : decodeURIComponent(mailbox),
      uidValidity: uidValidity === undefined ? undefined : Number(uidValidity),
      uid: Number(uid),
      section: sectionText === undefined ? undefined : readSectionText(decodeURIComponent(sectionText)),
      partial: offset === undefined ? undefined : partialOf(offset, length),
      auth: auth === null ? undefined : authOf(text, auth),
    };
  } catch (error) {
    // A broken percent-encoding, a section or an access that does not exist.
    if (error instanceof URIError || error instanceof ImapSyntaxError) return undefined;
    throw error;
  }
}

/** RFC 5092 §11: without a length, everything from the offset on. */
function partialOf(offset: string, length: string | undefined): PartialBytes {
  return { offset: Number(offset), length: length === undefined ? Number.MAX_SAFE_INTEGER : Number(length) };
}

function authOf(text: string, [, , expire, who = '', mechanism, token]: RegExpExecArray): UrlAuth {
  const proof =
    mechanism === undefined || token === undefined ? undefined : { mechanism: mechanism.toUpperCase(), token };
  const rump = proof === undefined ? text : text.slice(0, text.length - `:${mechanism}:${token}`.length);
  const expires = expire === undefined ? undefined : Date.parse(decodeURIComponent(expire));
  if (expires !== undefined && Number.isNaN(expires)) throw new URIError(`${expire} is no date`);
  return { rump, expires, who: accessOf(decodeURIComponent(who)), proof };
}

function accessOf(text: string): UrlAccess {
  const plain = text.toLowerCase();
  if (plain === 'anonymous' || plain === 'authuser') return { access: plain };
  const [, access = '', user = ''] = /^(user|submit)\+(.+)$/i.exec(text) ?? [];
  if (access === '') throw new URIError(`${text} is no access`);
  return { access: access.toLowerCase() as 'user' | 'submit', user };
}
