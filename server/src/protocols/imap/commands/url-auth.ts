import { randomBytes } from 'node:crypto';
import { formatBytes, formatString } from '@relais/imap-codec';
import type { AccountStore, FolderSummary } from '../../../domain/mail/account-store.ts';
import { canonicalName } from '../../../domain/mail/folder-names.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { type Completion, completed, defineCommand } from '../command.ts';
import { type ImapUrl, parseImapUrl } from '../imap-url.ts';
import type { Session } from '../session.ts';
import { signedIn, type StateOf } from '../session-state.ts';
import { dropUrlAccessKey, isUrlToken, urlAccessKey, urlKeyBytes, urlToken } from '../url-access-key.ts';
import { type UrlContent, urlContent } from '../url-content.ts';

type SignedIn = StateOf<'authenticated' | 'selected'>;

/** Beyond it a part is not sent as one answer of URLFETCH. */
const mostFetchedBytes = 64 * 1024 * 1024;

const noKey = randomBytes(urlKeyBytes);
const nothing: UrlContent = { sizeBytes: 0, async *read() {} };

const bad = (why: string): Completion => ({ status: 'BAD', text: `Command Argument Error. 11 (${why})` });

export const genUrlAuth = defineCommand({
  names: ['GENURLAUTH'],
  rfc: 'RFC 4467 §7',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { urls }, state) {
    const signed: string[] = [];
    for (const { url: text, mechanism } of urls) {
      const url = parseImapUrl(text);
      if (mechanism !== 'INTERNAL') return bad(`the mechanism here is INTERNAL, not ${mechanism}`);
      if (url?.auth === undefined || url.auth.proof !== undefined || url.mailbox === undefined)
        return bad('the URL names no message, or does not end in ;URLAUTH= and an access');
      if (!isOwn(session, state, url)) return bad('the URL is not one of the user who has signed in');
      const folder = await folderOf(state, url.mailbox);
      // RFC 4467 §7: the mailbox exists; one that was made anew under its name is another (RFC 5092 §7).
      if (folder === undefined || !folder.selectable) return bad('the URL names a mailbox that does not exist');
      if (url.uidValidity !== undefined && url.uidValidity !== folder.status.uidValidity)
        return bad(`the UIDVALIDITY of the mailbox is ${folder.status.uidValidity}, not ${url.uidValidity}`);
      // A URL speaks for the mailbox that it names; what others have opened to this user is not his to hand on.
      if (folder.rights !== undefined)
        throw new MailError('no-permission', "A URL can be made for messages in one's own mailbox only.");
      const key = await urlAccessKey(state.store, folder.folderId, true);
      if (key === undefined)
        return { status: 'NO', code: 'LIMIT', text: 'GENURLAUTH failed. The mailbox has too many annotations.' };
      signed.push(`${text}:internal:${urlToken(key, url.auth.rump)}`);
    }
    session.output.line(`* GENURLAUTH ${signed.map((url) => formatString(url).toString('latin1')).join(' ')}`);
    return completed;
  },
});

export const resetKey = defineCommand({
  names: ['RESETKEY'],
  rfc: 'RFC 4467 §7',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { mailbox, mechanisms }, { store }) {
    const unknown = mechanisms.find((mechanism) => mechanism !== 'INTERNAL');
    if (unknown !== undefined) return bad(`the mechanism here is INTERNAL, not ${unknown}`);
    const folders = mailbox === undefined ? await store.listFolders() : [await store.folder(mailbox)];
    for (const { folderId } of folders.filter(({ rights, selectable }) => rights === undefined && selectable)) {
      if ((await urlAccessKey(store, folderId, false)) === undefined) continue;
      await dropUrlAccessKey(store, folderId);
      await session.output.makeRoom();
    }
    // RFC 4467 §8
    return mailbox === undefined ? completed : { status: 'OK', code: 'URLMECH INTERNAL' };
  },
});

export const urlFetch = defineCommand({
  names: ['URLFETCH'],
  rfc: 'RFC 4467 §7',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { urls }, state) {
    for (const text of urls) {
      const { writer } = session.output;
      const content = await authorizedContent(session, state, text);
      const name = formatString(text).toString('latin1');
      // RFC 4467 §7: whatever the reason, the answer is NIL.
      if (content === undefined || content.sizeBytes > mostFetchedBytes) {
        session.output.line(`* URLFETCH ${name} NIL`);
        continue;
      }
      if (content.sizeBytes <= 1_000) {
        const pieces: Uint8Array[] = [];
        for await (const piece of content.read()) pieces.push(piece);
        writer
          .text(`* URLFETCH ${name} `)
          .bytes(formatBytes(Buffer.concat(pieces)))
          .text('\r\n');
        continue;
      }
      writer.text(`* URLFETCH ${name} {${content.sizeBytes}}\r\n`);
      for await (const piece of content.read()) await session.output.content(piece);
      writer.text('\r\n');
    }
    return completed;
  },
});

/** RFC 4467 §3: a right token of a key that still stands, in time, for whom it was made. */
async function authorizedContent(session: Session, state: SignedIn, text: string) {
  const url = parseImapUrl(text);
  const { auth } = url ?? {};
  if (url === undefined || auth?.proof?.mechanism !== 'INTERNAL' || url.mailbox === undefined) return undefined;
  if (auth.expires !== undefined && auth.expires < session.context.clock.now()) return undefined;
  if (!mayFetch(session, state, auth.who)) return undefined;
  const store = await ownerStore(session, state, url);
  const mailbox = canonicalName(url.mailbox);
  const folder = (await store?.listFolders())?.find(({ name }) => name === mailbox);
  const key = folder && store && (await urlAccessKey(store, folder.folderId, false));
  // RFC 4467 §6: a token is calculated also where there is no key, so that the time it takes says nothing of names.
  const isRight = isUrlToken(key ?? noKey, auth.rump, auth.proof.token);
  if (store === undefined || key === undefined || !isRight) return undefined;
  const content = await urlContent(store, url, undefined);
  return content === 'no-such-part' ? nothing : content;
}

async function folderOf({ store }: SignedIn, mailbox: string): Promise<FolderSummary | undefined> {
  try {
    return await store.folder(mailbox);
  } catch (error) {
    if (error instanceof MailError && error.code === 'folder-not-found') return undefined;
    throw error;
  }
}

function mayFetch(session: Session, state: SignedIn, who: NonNullable<ImapUrl['auth']>['who']): boolean {
  switch (who.access) {
    case 'anonymous':
    case 'authuser':
      return true;
    case 'user':
      return isUser(session, state, who.user);
    case 'submit':
      // Only a submission server may, and ours reads mail from its own store.
      return false;
  }
}

function isOwn(session: Session, state: SignedIn, { user }: ImapUrl): boolean {
  return user !== undefined && isUser(session, state, user);
}

function isUser(session: Session, { mailbox }: SignedIn, user: string): boolean {
  return session.context.directory.findLogin(user)?.guid === mailbox.guid;
}

async function ownerStore(session: Session, state: SignedIn, { user }: ImapUrl): Promise<AccountStore | undefined> {
  if (user === undefined) return undefined;
  if (isUser(session, state, user)) return state.store;
  const owner = session.context.directory.findLogin(user);
  return owner === null ? undefined : session.context.mailStore.account(owner.guid);
}
