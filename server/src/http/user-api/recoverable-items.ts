import type { FastifyInstance, FastifyRequest } from 'fastify';
import { mailboxDatabaseSettings, retentionDefaults } from '../../domain/configuration/mailbox-database-settings.ts';
import type { Mailbox } from '../../domain/directory/directory.ts';
import { type MailboxRetention, retentionOf } from '../../domain/directory/mailbox-retention.ts';
import type { AccountStore } from '../../domain/mail/account-store.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import type { RecoverableItem } from '../../domain/mail/recoverable-items.ts';
import type { Mailboxes } from '../../services/sharing/open-mailbox.ts';
import type { SignedInCaller } from '../caller.ts';
import type { HttpContext } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';

const path = '/api/recoverable-items';
const mostOfPage = 200;
const mostAtOnce = 500;

/** The mailbox that is asked about, as the caller may use it. */
interface Asked {
  readonly caller: SignedInCaller;
  readonly mailbox: Mailbox;
  readonly store: Pick<AccountStore, 'listFolders' | 'recoverableItems' | 'recoverItems' | 'purgeItems'>;
  readonly retention: MailboxRetention;
}

/**
 * What was deleted for good and is kept, of the caller's mailbox or of one that is wholly open to him (`account`: JMAP's id).
 *
 * - `GET /api/recoverable-items?text=&after=`: the newest deletion first, `next` names the page behind.
 * - `POST /api/recoverable-items/recover` `{ids, mailboxId?}`: back into the folder named (JMAP's Mailbox id), or that each was in.
 * - `POST /api/recoverable-items/purge` `{ids}`.
 */
export function recoverableItems(app: FastifyInstance, context: HttpContext, mailboxes: Mailboxes): void {
  app.get(path, async (request) => {
    const { text, after } = request.query as { readonly text?: unknown; readonly after?: unknown };
    return await inMailbox(request, accountIn(request.query), async ({ store, retention }) => {
      const filter = typeof text === 'string' && text.trim() !== '' ? { text: text.trim().slice(0, 200) } : {};
      const page = await store.recoverableItems(filter, {
        limit: mostOfPage,
        ...(typeof after === 'string' ? { after } : {}),
      });
      return {
        total: page.total,
        next: page.next,
        ...termsOf(retention),
        items: page.items.map(viewOf),
      };
    });
  });

  app.post(`${path}/recover`, async (request) => {
    return await inMailbox(request, accountIn(request.body), async ({ caller, mailbox, store }, folderOf) => {
      const { ids, mailboxId } = bodyOf(request);
      const folderId = mailboxId === undefined ? undefined : await folderOf(mailboxId);
      const { recovered, missing } = await store.recoverItems(ids, folderId === undefined ? {} : { folderId });
      if (recovered.length > 0)
        await context.audit(caller, 'Restore-RecoverableItems', mailbox, { EntryID: namesOf(ids) });
      return {
        recovered: recovered.length,
        missing,
        folders: [...new Set(recovered.map(({ folderName }) => folderName))].slice(0, 20),
      };
    });
  });

  app.post(`${path}/purge`, async (request) => {
    return await inMailbox(request, accountIn(request.body), async ({ store, retention }) => {
      const { ids } = bodyOf(request);
      const { purged, missing } = await store.purgeItems(ids);
      return { purged, missing, ...termsOf(retention) };
    });
  });

  async function inMailbox<T>(
    request: FastifyRequest,
    account: string | undefined,
    work: (asked: Asked, folderOf: (mailboxId: string) => Promise<number>) => Promise<T>,
  ): Promise<T> {
    const caller = await context.userOf(request);
    const opened = await mailboxes.open(caller.mailbox.guid);
    try {
      const isOwn = account === undefined || account === caller.mailbox.guid;
      const other = isOwn ? undefined : (await opened.others()).find(({ owner }) => owner.guid === account);
      if (!isOwn && other === undefined) throw closed();
      const mailbox = other?.owner ?? caller.mailbox;
      const store = other?.store ?? (await context.mail.account(mailbox.guid));
      return await work({ caller, mailbox, store, retention: retentionIn(context, mailbox) }, async (mailboxId) => {
        const folder = (await store.listFolders()).find((one) => one.mailboxId === mailboxId);
        if (folder === undefined) throw new MailError('folder-not-found', mailboxId);
        return folder.folderId;
      });
    } catch (cause) {
      throw cause instanceof MailError ? (refusalOf(cause) ?? cause) : cause;
    } finally {
      opened.close();
    }
  }
}

/** What holds for deleted messages of a mailbox now. */
export function retentionIn({ settings }: Pick<HttpContext, 'settings'>, mailbox: Mailbox): MailboxRetention {
  return retentionOf(mailbox, retentionDefaults(settings.effective(mailboxDatabaseSettings)));
}

/** How many whole days what is deleted for good is kept; `null` on a hold without end. */
export function keptDays({ retainMs, hold }: MailboxRetention): number | null {
  if (hold?.durationMs === null) return null;
  return Math.floor(Math.max(retainMs, hold?.durationMs ?? 0) / 86_400_000);
}

/** With `keepsPurged` what is purged is an administrator's until its time is over. */
function termsOf(retention: MailboxRetention): Record<string, unknown> {
  return { keptDays: keptDays(retention), keepsPurged: retention.keepsPurged || retention.hold !== undefined };
}

function viewOf(item: RecoverableItem): Record<string, unknown> {
  return {
    id: item.itemId,
    subject: item.subject,
    from: item.from,
    to: item.to,
    folder: item.folderName,
    deletedAt: new Date(item.deletedAt).toISOString(),
    receivedAt: new Date(item.internalDate).toISOString(),
    sizeBytes: item.sizeBytes,
    hasAttachments: item.hasAttachments,
  };
}

function accountIn(source: unknown): string | undefined {
  const { account } = (typeof source === 'object' && source !== null ? source : {}) as { readonly account?: unknown };
  return typeof account === 'string' && account !== '' ? account : undefined;
}

function bodyOf({ body }: FastifyRequest): { readonly ids: readonly string[]; readonly mailboxId?: string } {
  const { ids, mailboxId } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const isList = Array.isArray(ids) && ids.length > 0 && ids.length <= mostAtOnce;
  if (
    !isList ||
    !ids.every((id) => typeof id === 'string' && id.length <= 60) ||
    !(mailboxId === undefined || typeof mailboxId === 'string')
  )
    throw new HttpRefusal(400, 'BadRequest', {
      en: `Give 1 to ${mostAtOnce} ids of recoverable items, and a mailboxId if they are to be recovered into another folder.`,
      fr: `Indiquez de 1 à ${mostAtOnce} ids d’éléments récupérables, et au besoin un mailboxId où les récupérer.`,
    });
  return mailboxId === undefined ? { ids } : { ids, mailboxId };
}

function namesOf(ids: readonly string[]): string {
  return ids.length > 10 ? `${ids.slice(0, 10).join(', ')} … (${ids.length})` : ids.join(', ');
}

function refusalOf({ code }: MailError): HttpRefusal | null {
  if (code === 'no-permission') return closed();
  if (code === 'over-quota')
    return new HttpRefusal(409, 'Conflict', {
      en: 'The mailbox has no room for these messages. Delete others, or recover fewer at once; none of them was recovered.',
      fr: 'La boîte aux lettres n’a pas de place pour ces messages. Supprimez-en d’autres, ou récupérez-en moins à la fois ; aucun n’a été récupéré.',
    });
  if (code === 'folder-not-found')
    return new HttpRefusal(404, 'NotFound', {
      en: 'The folder into which they were to be recovered is not there any more.',
      fr: 'Le dossier où les récupérer n’existe plus.',
    });
  return null;
}

function closed(): HttpRefusal {
  return new HttpRefusal(403, 'Forbidden', {
    en: 'What was deleted from this mailbox is only for those who may use all of it.',
    fr: 'Ce qui fut supprimé de cette boîte n’est que pour ceux qui peuvent l’utiliser tout entière.',
  });
}
