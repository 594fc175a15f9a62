import { jmap, JmapError, requireAllSet } from '../server/jmap.ts';
import type { Identity } from './mail-data.ts';
import type { Email, Mailbox } from './mail-types.ts';

const sentKeyword = '$mdnsent';
const silentRoles = new Set(['junk', 'trash', 'sent', 'drafts']);

/** Whether a message asks for a receipt that its reader may still give: never junk, mail of lists or programs, or one's own. */
export function mayBeAskedFor(email: Email, mailboxes: readonly Mailbox[], identities: readonly Identity[]): boolean {
  if (email['header:Disposition-Notification-To:asText'] === null) return false;
  if (email.keywords[sentKeyword] === true || email.keywords.$draft === true) return false;
  if (mailboxes.length === 0 || identities.length === 0) return false;
  if (mailboxes.some(({ id, role }) => email.mailboxIds[id] === true && silentRoles.has(role ?? ''))) return false;
  if (email['header:List-Id:asText'] !== null) return false;
  if (/\b(?:bulk|list|junk)\b/i.test(email['header:Precedence:asText'] ?? '')) return false;
  const automatic = email['header:Auto-Submitted:asText']?.trim() ?? '';
  if (automatic !== '' && !/^no\b/i.test(automatic)) return false;
  const own = new Set(identities.map(({ email: address }) => address.toLowerCase()));
  return !(email.from ?? []).some(({ email: address }) => own.has(address.toLowerCase()));
}

/** Of the user's own, the one that the message was sent to; as whom he gives the receipt. */
export function addressedIdentity(email: Email, identities: readonly Identity[]): Identity | undefined {
  const addressed = new Set(
    [...(email.to ?? []), ...(email.cc ?? [])].map(({ email: address }) => address.toLowerCase()),
  );
  const own = identities.filter(({ right }) => right === 'own');
  return own.find(({ email: address }) => addressed.has(address.toLowerCase())) ?? own[0];
}

/** Tells the sender (MDN/send, RFC 9007 §2.1). @throws JmapError 'mdnAlreadySent', 'forbidden' … */
export async function sendReceipt(
  email: Email,
  identity: Identity | undefined,
  mode: 'manually' | 'automatically',
  words: { readonly subject: string; readonly text: string },
): Promise<void> {
  const mdn = {
    forEmailId: email.id,
    subject: words.subject,
    textBody: words.text,
    disposition: {
      actionMode: mode === 'manually' ? 'manual-action' : 'automatic-action',
      sendingMode: `mdn-sent-${mode}`,
      type: 'displayed',
    },
  };
  const { m } = await jmap([
    [
      'MDN/send',
      {
        accountId: email.accountId,
        identityId: identity?.id,
        send: { receipt: mdn },
        onSuccessUpdateEmail: { '#receipt': { [`keywords/${sentKeyword}`]: true } },
      },
      'm',
    ],
  ]);
  const refusal = (m?.notSent as Record<string, { type: string; description?: string }> | null)?.receipt;
  if (refusal !== undefined) throw new JmapError(refusal);
}

/** RFC 3503 §3.1: what was declined is marked as well, so that no other program asks again. */
export async function declineReceipt(email: Email): Promise<void> {
  const { s } = await jmap([
    ['Email/set', { accountId: email.accountId, update: { [email.id]: { [`keywords/${sentKeyword}`]: true } } }, 's'],
  ]);
  requireAllSet(s);
}
