import { RequestError } from '@relais/browser-frame/server/request.ts';
import type { Identity } from '../mail/mail-data.ts';
import { jmap } from '../server/jmap.ts';
import type { Draft } from './draft.ts';
import { forgetDraft, keepDraft, outgoingDrafts, withDraft } from './draft-keeper.ts';
import { ownIdentity, saveDraft, sendDraft } from './save-draft.ts';

export interface OutboxPlace {
  readonly accountId: string;
  readonly identities: readonly Identity[];
  readonly draftsId: string;
  readonly sentId: string | null;
}

export interface OutboxResult {
  readonly sent: readonly Draft[];
  /** What the server refused; it is among the drafts again, to be mended. */
  readonly refused: readonly { readonly draft: Draft; readonly cause: unknown }[];
  /** How many still wait for the connection. */
  readonly waiting: number;
}

/** Sends what was written without a connection, the oldest first; stops at the first that does not reach the server. */
export async function sendWaiting(place: OutboxPlace): Promise<OutboxResult> {
  const sent: Draft[] = [];
  const refused: { draft: Draft; cause: unknown }[] = [];
  let isLost = false;
  for (const { draft, outgoing } of await outgoingDrafts(place.accountId)) {
    if (isLost) break;
    await withDraft(draft.key, async () => {
      try {
        await send(draft, outgoing.at, place);
        await forgetDraft(draft.key);
        sent.push(draft);
      } catch (cause) {
        if (cause instanceof RequestError && (cause.status === 0 || cause.status >= 500)) isLost = true;
        else {
          await keepDraft(place.accountId, draft);
          refused.push({ draft, cause });
        }
      }
    });
  }
  return { sent, refused, waiting: (await outgoingDrafts(place.accountId)).length };
}

async function send(draft: Draft, at: number | null, place: OutboxPlace): Promise<void> {
  const { accountId, identities, draftsId, sentId } = place;
  const identity = identities.find(({ id }) => id === draft.identityId) ?? identities[0];
  if (identity === undefined || (await hasLeft(draft.emailId))) return;
  const { emailId } = await saveDraft(draft, { identity, self: ownIdentity(identities, identity) }, draftsId);
  const saved = { ...draft, emailId };
  // Where it stands is known before it leaves: an answer that is lost on the way does not send it twice.
  await keepDraft(accountId, saved, { at });
  const holdSeconds = at === null ? 0 : Math.max(0, Math.round((at - Date.now()) / 1000));
  await sendDraft(saved, { identity, draftsId, sentId, holdSeconds });
}

/** The answer to an earlier attempt was lost: the message is no draft any more. */
async function hasLeft(emailId: string | null): Promise<boolean> {
  if (emailId === null) return false;
  const { e } = await jmap([['Email/get', { ids: [emailId], properties: ['keywords'] }, 'e']]);
  const [email] = (e?.list ?? []) as readonly { readonly keywords: Readonly<Record<string, true>> }[];
  return email !== undefined && email.keywords.$draft !== true;
}
