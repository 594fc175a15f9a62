import { jmap, JmapError, requireAllSet } from '../server/jmap.ts';
import { parseMailHtml } from '../mail/parsing-frame.ts';
import type { Identity } from '../mail/mail-data.ts';
import type { Draft } from './draft.ts';
import { fileName, mediaType, oneLine, referableIds } from './header-parts.ts';
import { parseRecipients } from './recipients.ts';

/** Marks in the message where what was written ends and the quote begins. */
export const quoteClass = 'relais-quote';

/** As whom a message is written, and who writes it. */
export interface Writer {
  readonly identity: Identity;
  readonly self: Identity;
}

/** Who the user is himself; `otherwise` while that is not known. */
export function ownIdentity(identities: readonly Identity[], otherwise: Identity): Identity {
  return identities.find(({ right }) => right === 'own') ?? otherwise;
}

/**
 * Saves in Drafts; an Email never changes (RFC 8621 §4), so the new one takes the place of the old.
 * `isApart`: the old one was gone already, and what took its place elsewhere stays beside this one.
 */
export async function saveDraft(
  draft: Draft,
  from: Writer,
  draftsId: string,
): Promise<{ readonly emailId: string; readonly isApart: boolean }> {
  const destroy = draft.emailId === null ? [] : [draft.emailId];
  const { s } = await jmap([['Email/set', { create: { draft: await emailOf(draft, from, draftsId) }, destroy }, 's']]);
  const refusals = s?.notCreated as Record<string, { type: string; description?: string }> | null;
  if (refusals?.draft !== undefined) throw new JmapError(refusals.draft);
  const emailId = (s?.created as Record<string, { id: string }> | null | undefined)?.draft?.id ?? '';
  const kept = s?.notDestroyed as Record<string, { type: string }> | null | undefined;
  return { emailId, isApart: draft.emailId !== null && kept?.[draft.emailId]?.type === 'notFound' };
}

export interface Sending {
  readonly identity: Identity;
  readonly draftsId: string;
  readonly sentId: string | null;
  /** How long the server holds it back, in seconds; 0: not at all. */
  readonly holdSeconds: number;
}

/**
 * Sends what was saved; it moves from Drafts to Sent Items, and the answered message is marked. The submission's id.
 * @throws JmapError
 */
export async function sendDraft(draft: Draft & { readonly emailId: string }, sending: Sending): Promise<string> {
  const { identity, draftsId, sentId, holdSeconds } = sending;
  const afterwards = {
    'keywords/$draft': null,
    'keywords/$seen': true,
    ...(sentId === null ? {} : { [`mailboxIds/${draftsId}`]: null, [`mailboxIds/${sentId}`]: true }),
  };
  const envelope = {
    mailFrom: { email: identity.email, parameters: { HOLDFOR: String(holdSeconds) } },
    rcptTo: recipientsOf(draft).map((email) => ({ email, parameters: null })),
  };
  const { s } = await jmap([
    [
      'EmailSubmission/set',
      {
        create: {
          send: { identityId: identity.id, emailId: draft.emailId, ...(holdSeconds > 0 ? { envelope } : {}) },
        },
        onSuccessUpdateEmail: { '#send': afterwards },
      },
      's',
    ],
  ]);
  requireAllSet(s);
  if (draft.answers !== null) {
    const { emailId, accountId, keyword } = draft.answers;
    const where = accountId === undefined ? {} : { accountId };
    // Sent is sent: where the user may not mark the message he answered, it stays unmarked.
    await jmap([['Email/set', { ...where, update: { [emailId]: { [`keywords/${keyword}`]: true } } }, 'a']]).catch(
      (cause: unknown) => {
        if (!(cause instanceof JmapError)) throw cause;
      },
    );
  }
  return (s?.created as Record<string, { id: string }> | null | undefined)?.send?.id ?? '';
}

/** Calls a held message back; it is a draft again. @throws JmapError 'cannotUnsend' when it has left. */
export async function callBack(submissionId: string, draftsId: string): Promise<void> {
  const { s } = await jmap([
    [
      'EmailSubmission/set',
      {
        update: { [submissionId]: { undoStatus: 'canceled' } },
        onSuccessUpdateEmail: { [submissionId]: { mailboxIds: { [draftsId]: true }, 'keywords/$draft': true } },
      },
      's',
    ],
  ]);
  requireAllSet(s);
}

function recipientsOf(draft: Draft): readonly string[] {
  const all = [draft.to, draft.cc, draft.bcc].flatMap((list) => parseRecipients(list).addresses);
  return [...new Set(all.map(({ email }) => email.toLowerCase()))];
}

async function emailOf(draft: Draft, { identity, self }: Writer, draftsId: string): Promise<Record<string, unknown>> {
  const list = (value: string) => parseRecipients(value).addresses;
  const quote = draft.quote === '' ? '' : `<div class="${quoteClass}">${draft.quote}</div>`;
  const html = draft.html + quote;
  const text =
    draft.format === 'text' || quote === '' ? draft.text : `${draft.text}\n\n${await plainTextOf(draft.quote)}`;
  const [inReplyTo, references] = [referableIds(draft.inReplyTo), referableIds(draft.references)];
  const receipt = { 'header:Disposition-Notification-To:asText': identity.email };
  const importance = { 'header:Importance:asText': draft.importance };
  return {
    mailboxIds: { [draftsId]: true },
    keywords: { $draft: true, $seen: true },
    from: [{ name: identity.name, email: identity.email }],
    // RFC 5322 §3.6.2: who writes on somebody's behalf says so.
    ...(identity.right === 'on-behalf' ? { sender: [{ name: self.name, email: self.email }] } : {}),
    ...(identity.replyTo === null ? {} : { replyTo: identity.replyTo }),
    ...(draft.to.trim() === '' ? {} : { to: list(draft.to) }),
    ...(draft.cc.trim() === '' ? {} : { cc: list(draft.cc) }),
    ...(draft.bcc.trim() === '' ? {} : { bcc: list(draft.bcc) }),
    subject: oneLine(draft.subject),
    ...(inReplyTo.length === 0 ? {} : { inReplyTo }),
    ...(references.length === 0 ? {} : { references }),
    ...(draft.importance === 'normal' ? {} : importance),
    ...(draft.wantsReceipt ? receipt : {}),
    textBody: [{ partId: 'text', type: 'text/plain' }],
    ...(draft.format === 'html' ? { htmlBody: [{ partId: 'html', type: 'text/html' }] } : {}),
    bodyValues: { text: { value: text }, ...(draft.format === 'html' ? { html: { value: html } } : {}) },
    attachments: draft.attachments.flatMap(({ blobId, name: given, type: of, cid }) => {
      const [name, type] = [fileName(given), mediaType(of)];
      if (cid === undefined || referableIds([cid]).length === 0)
        return [{ blobId, name, type, disposition: 'attachment' }];
      // A picture that was taken out of the text does not go along.
      return html.includes(`cid:${cid}`) ? [{ blobId, name, type, disposition: 'inline', cid }] : [];
    }),
  };
}

async function plainTextOf(html: string): Promise<string> {
  const { body } = await parseMailHtml(html.replace(/<\/(?:p|div|tr|li|blockquote|h\d)>|<br\s*\/?>/gi, '$&\n'));
  return (body.textContent ?? '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .replace(/^/gm, '> ');
}
