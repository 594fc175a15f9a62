import {
  formatBytes,
  formatMailboxName,
  ImapSyntaxError,
  limitsAfterSignIn,
  parseSearchFilter,
} from '@relais/imap-codec';
import { annotationLimits, type Annotations } from '../../../domain/mail/annotations.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { type Completion, completed, defineCommand } from '../command.ts';
import type { Session } from '../session.ts';
import { signedIn, type StateOf } from '../session-state.ts';

type SignedIn = StateOf<'authenticated' | 'selected'>;

export const getMetadata = defineCommand({
  names: ['GETMETADATA'],
  rfc: 'RFC 5464 §4.2',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { mailbox, entries, depth, maxSizeBytes }, state) {
    const annotations = await annotationsOf(session, state, mailbox);
    const wanted = new Map<string, Uint8Array | undefined>();
    for (const entry of entries) {
      // An entry that is asked for by its name and is not there has the value NIL.
      if (depth === '0' || annotations.has(entry)) wanted.set(entry, annotations.get(entry));
      for (const [name, value] of depth === '0' ? [] : annotations)
        if (isWithin(name, entry, depth)) wanted.set(name, value);
    }
    const { answered, longest } = withinSize(wanted, maxSizeBytes);
    if (answered.size > 0) writeMetadata(session, mailbox, answered);
    // RFC 5464 §4.2.1
    return longest === 0 ? completed : { status: 'OK', code: `METADATA LONGENTRIES ${longest}` };
  },
});

export const setMetadata = defineCommand({
  names: ['SETMETADATA'],
  rfc: 'RFC 5464 §4.3',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { mailbox, entries }, state) {
    const { store } = state;
    const refused = refusalOf(entries);
    if (refused !== undefined) return refused;
    const changes = new Map([...entries].map(([entry, value]) => [entry, value ?? null]));
    if (mailbox !== '') {
      const { folderId } = await folderWithAnnotations(store, mailbox);
      const outcome = await store.annotate(folderId, changes, state.mailbox.guid);
      if (outcome === 'written') session.notifications?.annotations.noteOwn(folderId, changes);
      return completionOf(outcome);
    }
    const shared = new Map([...changes].filter(([entry]) => entry.startsWith('/shared')));
    if (shared.size > 0 && !isAdministrator(state))
      throw new MailError('no-permission', 'Annotations of the server that all users see are set by an administrator.');
    if (shared.size > 0 && shared.size < changes.size) {
      // They are kept in two places, and RFC 5464 §4.3 wants all or none.
      throw new MailError(
        'not-supported',
        'Set the private and the shared annotations of the server one after the other.',
      );
    }
    const outcome =
      shared.size > 0
        ? await session.context.mailStore.serverAnnotations.write(shared)
        : await store.annotate(null, changes, state.mailbox.guid);
    if (outcome === 'written') session.notifications?.annotations.noteOwn(null, changes);
    return completionOf(outcome);
  },
});

/** Annotations of a mailbox, or of the server as this user sees it (''). */
export async function annotationsOf(session: Session, state: SignedIn, mailbox: string): Promise<Annotations> {
  const { store } = state;
  const user = state.mailbox.guid;
  if (mailbox !== '') return store.annotations((await folderWithAnnotations(store, mailbox)).folderId, user);
  const shared = await session.context.mailStore.serverAnnotations.read();
  const own = [...(await store.annotations(null, user))].filter(([entry]) => entry.startsWith('/private'));
  return new Map([...shared, ...own]);
}

/** `* METADATA INBOX (/private/comment "…")` */
export function writeMetadata(
  { output, enabled: { usesUtf8 } }: Session,
  mailbox: string,
  annotations: ReadonlyMap<string, Uint8Array | undefined>,
): void {
  const { writer } = output;
  writer.text(`* METADATA ${mailbox === '' ? '""' : formatMailboxName(mailbox, usesUtf8)} (`);
  let isFirst = true;
  for (const [entry, value] of annotations) {
    writer.text(`${isFirst ? '' : ' '}${entry} `);
    isFirst = false;
    if (value === undefined) writer.text('NIL');
    // RFC 5464 §5: a value with NUL is a literal8.
    else if (value.includes(0)) writer.text(`~{${value.length}}\r\n`).bytes(value);
    else writer.bytes(formatBytes(value, usesUtf8));
  }
  writer.text(')\r\n');
}

async function folderWithAnnotations(store: SignedIn['store'], mailbox: string) {
  return await store.folder(mailbox);
}

function isWithin(name: string, entry: string, depth: '0' | '1' | 'infinity'): boolean {
  if (!name.startsWith(`${entry}/`)) return false;
  return depth === 'infinity' || !name.slice(entry.length + 1).includes('/');
}

function withinSize(wanted: ReadonlyMap<string, Uint8Array | undefined>, maxSizeBytes: number | undefined) {
  if (maxSizeBytes === undefined) return { answered: wanted, longest: 0 };
  const sizes = [...wanted.values()].map((value) => value?.length ?? 0);
  return {
    answered: new Map([...wanted].filter(([, value]) => (value?.length ?? 0) <= maxSizeBytes)),
    longest: sizes.filter((size) => size > maxSizeBytes).reduce((most, size) => Math.max(most, size), 0),
  };
}

function refusalOf(entries: ReadonlyMap<string, Buffer | undefined>): Completion | undefined {
  for (const [entry, value] of entries) {
    if (value === undefined) continue;
    if (value.length > annotationLimits.valueBytes) {
      return {
        status: 'NO',
        code: `METADATA MAXSIZE ${annotationLimits.valueBytes}`,
        text: `SETMETADATA failed. ${entry} has ${value.length} bytes; the longest value has ${annotationLimits.valueBytes}.`,
      };
    }
    if (!/^\/(?:private|shared)\/filters\/values\/[^/]+$/.test(entry)) continue;
    try {
      // RFC 5466 §3.2: what a filter holds is a whole and correct search.
      parseSearchFilter(value, limitsAfterSignIn());
    } catch (error) {
      if (!(error instanceof ImapSyntaxError)) throw error;
      return { status: 'NO', code: 'CANNOT', text: `SETMETADATA failed. ${entry} is no search: ${error.message}` };
    }
  }
  return undefined;
}

function isAdministrator({ mailbox }: SignedIn): boolean {
  return mailbox.roleGroups.includes('Organization Management');
}

function completionOf(outcome: 'written' | 'too-many'): Completion {
  if (outcome === 'written') return completed;
  const { ofFolder, ofAccount } = annotationLimits;
  return {
    status: 'NO',
    code: 'METADATA TOOMANY',
    text: `SETMETADATA failed. A mailbox has at most ${ofFolder} annotations, the server ${ofAccount} for each user.`,
  };
}
