import { formatMailboxName, formatString } from '@relais/imap-codec';
import type { FolderSummary } from '../../../domain/mail/account-store.ts';
import { allRights, anyone, noRights, type Right, type Rights, unionOf } from '../../../domain/mail/rights.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { type Completion, completed, defineCommand } from '../command.ts';
import { requireRight } from '../folder-permission.ts';
import { formatRights, grantableRights, readRights } from '../rights-on-the-wire.ts';
import type { Session } from '../session.ts';
import { signedIn, type StateOf } from '../session-state.ts';

type SignedIn = StateOf<(typeof signedIn)[number]>;

export const myRights = defineCommand({
  names: ['MYRIGHTS'],
  rfc: 'RFC 4314 §3.5',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { mailbox }, { store }) {
    const { name, rights = allRights } = await store.folder(mailbox);
    session.output.line(`* MYRIGHTS ${formatMailboxName(name, session.enabled.usesUtf8)} ${formatRights(rights)}`);
    return completed;
  },
});

export const getAcl = defineCommand({
  names: ['GETACL'],
  rfc: 'RFC 4314 §3.3',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { mailbox }, state) {
    const folder = await administered(state, mailbox);
    const owner = `${identifierOf(session, state.store.ownerOf(folder.folderId))} ${formatRights(allRights)}`;
    const entries = [...(await state.store.folderRights(folder.folderId))].map(
      ([grantee, rights]) => `${identifierOf(session, grantee)} ${formatRights(rights)}`,
    );
    session.output.line(
      `* ACL ${formatMailboxName(folder.name, session.enabled.usesUtf8)} ${[owner, ...entries].join(' ')}`,
    );
    return completed;
  },
});

export const setAcl = defineCommand({
  names: ['SETACL'],
  rfc: 'RFC 4314 §3.1',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { mailbox, identifier, change, rights: letters }, state) {
    const folder = await administered(state, mailbox);
    const grantee = granteeOf(session, identifier);
    if (grantee === state.store.ownerOf(folder.folderId)) return ownerKeepsAll;
    const before = (await state.store.folderRights(folder.folderId)).get(grantee) ?? noRights;
    const rights = changed(before, change, readRights(letters));
    await state.store.setFolderRights(folder.folderId, grantee, rights.size === 0 ? null : rights);
    return completed;
  },
});

export const deleteAcl = defineCommand({
  names: ['DELETEACL'],
  rfc: 'RFC 4314 §3.2',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { mailbox, identifier }, state) {
    const folder = await administered(state, mailbox);
    const grantee = granteeOf(session, identifier);
    if (grantee === state.store.ownerOf(folder.folderId)) return ownerKeepsAll;
    await state.store.setFolderRights(folder.folderId, grantee, null);
    return completed;
  },
});

export const listRights = defineCommand({
  names: ['LISTRIGHTS'],
  rfc: 'RFC 4314 §3.4',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { mailbox, identifier }, state) {
    const folder = await administered(state, mailbox);
    const isOwner = granteeOf(session, identifier) === state.store.ownerOf(folder.folderId);
    // §3.4: the identifier as the client wrote it. The owner always has everything, so nothing can be granted to him.
    const rights = isOwner ? formatRights(allRights) : `"" ${grantableRights}`;
    session.output.line(
      `* LISTRIGHTS ${formatMailboxName(folder.name, session.enabled.usesUtf8)} ${onTheWire(session, identifier)} ${rights}`,
    );
    return completed;
  },
});

const ownerKeepsAll: Completion = {
  status: 'NO',
  code: 'CANNOT',
  text: 'The owner of a mailbox always has every right in it.',
};

/** The folder of a command that only who holds `a` may give. */
async function administered({ store }: SignedIn, mailbox: string): Promise<FolderSummary> {
  const folder = await store.folder(mailbox);
  if (!folder.selectable)
    throw new MailError(
      'folder-not-selectable',
      `"${folder.name}" holds no messages and so has no access control list`,
    );
  requireRight(folder, 'a');
  return folder;
}

function changed(before: Rights, change: 'replace' | 'add' | 'remove', rights: Rights): Rights {
  switch (change) {
    case 'replace':
      return rights;
    case 'add':
      return unionOf(before, rights);
    case 'remove':
      return new Set<Right>([...before].filter((right) => !rights.has(right)));
  }
}

/**
 * `anyone`, or a mailbox or group in any form of its name. @throws MailError 'not-supported' for a name that nobody has, and for the
 * negative rights of RFC 4314 §2 (`-fred`), which Exchange's permissions do not know either.
 */
function granteeOf(session: Session, identifier: string): string {
  if (identifier.toLowerCase() === anyone) return anyone;
  const found = session.context.directory.findRecipient(identifier);
  if (found === null || found.kind === 'contact')
    throw new MailError(
      'not-supported',
      `${JSON.stringify(identifier.slice(0, 200))} is nobody here: name a user or a group by its address, or "anyone".`,
    );
  return found.guid;
}

function identifierOf(session: Session, grantee: string): string {
  if (grantee === anyone) return anyone;
  const found = session.context.directory.findRecipient(grantee);
  return onTheWire(session, found?.emailAddresses[0] ?? grantee);
}

/** A line is written a byte a character: an address beyond US-ASCII must be bytes before, or U+0A0A becomes a line feed. */
function onTheWire(session: Session, identifier: string): string {
  return formatString(identifier, session.enabled.usesUtf8).toString('latin1');
}
