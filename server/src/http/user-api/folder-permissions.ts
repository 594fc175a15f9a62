import type { FastifyInstance } from 'fastify';
import type { Directory } from '../../domain/directory/directory.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import { anyone, rightLetters, rightsOf } from '../../domain/mail/rights.ts';
import { type FolderRole, folderRoles, roleOf } from '../../domain/sharing/folder-roles.ts';
import type { MailboxView } from '../../services/sharing/mailbox-view.ts';
import type { Mailboxes } from '../../services/sharing/open-mailbox.ts';
import type { HttpContext } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';

const path = '/api/folders/:mailboxId/permissions';
type Folder = { Params: { mailboxId: string } };

/**
 * `GET` and `POST /api/folders/{JMAP's Mailbox id}/permissions`: who may do what in a folder of the caller's, or of another
 * where he may say so (the right `a`). A role of Exchange gives, `null` takes away; `anyone` is everybody who signs in.
 */
export function folderPermissions(app: FastifyInstance, context: HttpContext, mailboxes: Mailboxes): void {
  app.get<Folder>(path, async (request) => {
    const { mailbox } = await context.userOf(request);
    return await withFolder(mailbox.guid, request.params.mailboxId, (view, folderId) =>
      listOf(view, folderId, context.directory),
    );
  });

  app.post<Folder>(path, async (request) => {
    const caller = await context.userOf(request);
    const { user, role } = changeIn(request.body);
    const grantee = granteeOf(user, context.directory);
    return await withFolder(caller.mailbox.guid, request.params.mailboxId, async (view, folderId, name) => {
      const owner = context.directory.findMailbox(view.ownerOf(folderId));
      await view.setFolderRights(folderId, grantee, role === null ? null : rightsOf(folderRoles[role]));
      const cmdlet = role === null ? 'Remove-MailboxFolderPermission' : 'Set-MailboxFolderPermission';
      const parameters = { Identity: `${owner?.alias}:\\${name}`, User: user };
      if (owner !== null)
        await context.audit(caller, cmdlet, owner, role === null ? parameters : { ...parameters, AccessRights: role });
      return await listOf(view, folderId, context.directory);
    });
  });

  async function withFolder<T>(
    user: string,
    mailboxId: string,
    work: (view: MailboxView, folderId: number, name: string) => Promise<T>,
  ): Promise<T> {
    const opened = await mailboxes.open(user);
    try {
      const folder = (await opened.view.listFolders()).find((one) => one.mailboxId === mailboxId);
      if (folder === undefined) throw missing();
      return await work(opened.view, folder.folderId, folder.name.replaceAll('/', '\\'));
    } catch (cause) {
      if (!(cause instanceof MailError)) throw cause;
      if (cause.code === 'no-permission') throw forbidden();
      if (cause.code === 'folder-not-found') throw missing();
      throw new HttpRefusal(400, 'BadRequest', { en: cause.message, fr: cause.message });
    } finally {
      opened.close();
    }
  }
}

async function listOf(view: MailboxView, folderId: number, directory: Directory): Promise<Record<string, unknown>> {
  const list = await view.folderRights(folderId);
  const value = [...list].flatMap(([grantee, rights]) => {
    const found = grantee === anyone ? null : directory.findRecipient(grantee);
    if (grantee !== anyone && found === null) return [];
    const email = found === null || !('emailAddresses' in found) ? null : (found.emailAddresses[0] ?? null);
    return [
      { user: email ?? anyone, name: found?.displayName ?? null, role: roleOf(rights), rights: rightLetters(rights) },
    ];
  });
  return { value, roles: Object.keys(folderRoles) };
}

function changeIn(body: unknown): { readonly user: string; readonly role: FolderRole | null } {
  const { user, role } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (
    typeof user !== 'string' ||
    user === '' ||
    !(role === null || (typeof role === 'string' && role in folderRoles))
  ) {
    throw new HttpRefusal(400, 'BadRequest', {
      en: `Give a user (an address, or anyone) and a role: ${Object.keys(folderRoles).join(', ')}, or null.`,
      fr: `Indiquez un user (une adresse, ou anyone) et un role : ${Object.keys(folderRoles).join(', ')}, ou null.`,
    });
  }
  return { user, role: role as FolderRole | null };
}

function granteeOf(user: string, directory: Directory): string {
  if (/^(?:anyone|default)$/i.test(user)) return anyone;
  const found = directory.resolveRecipient(user);
  if (found.kind === 'mailbox' && found.isCatchAll !== true) return found.mailbox.guid;
  if (found.kind === 'group') return found.group.guid;
  throw new HttpRefusal(400, 'BadRequest', {
    en: `Nobody here has the address ${user}. Folders are shared with people and groups of this organisation.`,
    fr: `Personne ici n’a l’adresse ${user}. Les dossiers se partagent avec les personnes et les groupes de cette organisation.`,
  });
}

function missing(): HttpRefusal {
  return new HttpRefusal(404, 'NotFound', {
    en: 'This folder is not there any more.',
    fr: 'Ce dossier n’existe plus.',
  });
}

function forbidden(): HttpRefusal {
  return new HttpRefusal(403, 'Forbidden', {
    en: 'You may not see or change who may use this folder.',
    fr: 'Vous ne pouvez ni voir ni modifier qui peut utiliser ce dossier.',
  });
}
