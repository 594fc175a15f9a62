import { jmap, JmapError, requireAllSet } from '../server/jmap.ts';
import { longDate } from './date-words.ts';
import type { Identity } from './mail-data.ts';
import { type Email, type EmailAddress, shownName } from './mail-types.ts';

/** What stands in the compose pane. */
export interface Draft {
  /** The Email that holds it in Drafts; `null` before the first save. */
  readonly emailId: string | null;
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  readonly subject: string;
  readonly html: string;
  readonly attachments: readonly DraftAttachment[];
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** The answered or forwarded message, marked when the answer is sent. */
  readonly answers: string | null;
}

export interface DraftAttachment {
  readonly blobId: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

export const emptyDraft: Draft = {
  emailId: null,
  to: '',
  cc: '',
  bcc: '',
  subject: '',
  html: '',
  attachments: [],
  inReplyTo: [],
  references: [],
  answers: null,
};

/** `Lina <lina@example.test>, bob@example.test` taken apart; what is no address comes back in `wrong`. */
export function parseRecipients(text: string): {
  readonly addresses: readonly EmailAddress[];
  readonly wrong: readonly string[];
} {
  const addresses: EmailAddress[] = [];
  const wrong: string[] = [];
  for (const piece of text.match(/(?:"[^"]*"|<[^>]*>|[^,;])+/g) ?? []) {
    const part = piece.trim();
    if (part === '') continue;
    const named = /^(.*?)\s*<([^<>\s]+)>$/.exec(part);
    const email = named?.[2] ?? part;
    const name = named?.[1]?.replace(/^"(.*)"$/, '$1').trim() ?? '';
    if (/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(email)) addresses.push({ name: name === '' ? null : name, email });
    else wrong.push(part);
  }
  return { addresses, wrong };
}

export function addressText(addresses: readonly EmailAddress[] | null): string {
  return (addresses ?? [])
    .map(({ name, email }) =>
      name === null ? email : `${/[,;"<>]/.test(name) ? `"${name.replaceAll('"', '')}"` : name} <${email}>`,
    )
    .join(', ');
}

export interface QuoteWords {
  readonly wrote: (date: string, name: string) => string;
  readonly forwarded: string;
  readonly labels: { readonly from: string; readonly to: string; readonly subject: string };
}

/** An answer to a message, with the message quoted below (`quotedHtml` is sanitised already). */
export function answerDraft(
  email: Email,
  kind: 'reply' | 'reply-all' | 'forward',
  quotedHtml: string,
  own: ReadonlySet<string>,
  words: QuoteWords,
): Draft {
  const subject = email.subject ?? '';
  const sender = email.replyTo ?? email.from ?? [];
  const date = longDate(email.sentAt ?? email.receivedAt);
  const intro =
    kind === 'forward'
      ? `<p>${escapeHtml(words.forwarded)}<br>${escapeHtml(`${words.labels.from}: ${addressText(email.from)}`)}<br>${escapeHtml(`${words.labels.to}: ${addressText(email.to)}`)}<br>${escapeHtml(`${words.labels.subject}: ${subject}`)}</p>`
      : `<p>${escapeHtml(words.wrote(date, shownName(email.from?.[0])))}</p>`;
  const others = [...(email.to ?? []), ...(email.cc ?? [])].filter(
    ({ email: address }) => !own.has(address.toLowerCase()),
  );
  const isOwn = (email.from ?? []).some(({ email: address }) => own.has(address.toLowerCase()));
  return {
    ...emptyDraft,
    to: kind === 'forward' ? '' : addressText(isOwn ? email.to : sender),
    cc:
      kind === 'reply-all'
        ? addressText(others.filter((other) => !sender.some(({ email: a }) => a === other.email)))
        : '',
    subject: prefixed(subject, kind === 'forward' ? 'Fwd' : 'Re'),
    html: `<p><br></p>${intro}<blockquote>${quotedHtml}</blockquote>`,
    attachments:
      kind === 'forward'
        ? email.attachments.flatMap(({ blobId, name, type, size }) =>
            blobId === null ? [] : [{ blobId, name: name ?? type, type, size }],
          )
        : [],
    inReplyTo: kind === 'forward' ? [] : (email.messageId ?? []),
    references: kind === 'forward' ? [] : [...(email.references ?? []), ...(email.messageId ?? [])],
    answers: email.id,
  };
}

function prefixed(subject: string, prefix: 'Re' | 'Fwd'): string {
  const known = prefix === 'Re' ? /^(?:re|aw|sv)\s*:/i : /^(?:fwd?|tr|wg)\s*:/i;
  return known.test(subject) ? subject : `${prefix}: ${subject}`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Saves in Drafts; an Email never changes (RFC 8621 §4), so the new one takes the place of the old. The new id. */
export async function saveDraft(draft: Draft, identity: Identity, draftsId: string, text: string): Promise<string> {
  const destroy = draft.emailId === null ? [] : [draft.emailId];
  const { s } = await jmap([
    ['Email/set', { create: { draft: emailOf(draft, identity, draftsId, text) }, destroy }, 's'],
  ]);
  const refusals = s?.notCreated as Record<string, { type: string; description?: string }> | null;
  if (refusals?.draft !== undefined) throw new JmapError(refusals.draft.type, refusals.draft.description);
  return (s?.created as Record<string, { id: string }> | null | undefined)?.draft?.id ?? '';
}

/** Sends what was saved; it moves from Drafts to Sent Items, and the answered message is marked. @throws JmapError */
export async function sendDraft(
  draft: Draft & { readonly emailId: string },
  identity: Identity,
  draftsId: string,
  sentId: string | null,
): Promise<void> {
  const afterwards = {
    'keywords/$draft': null,
    'keywords/$seen': true,
    ...(sentId === null ? {} : { [`mailboxIds/${draftsId}`]: null, [`mailboxIds/${sentId}`]: true }),
  };
  const { s } = await jmap([
    [
      'EmailSubmission/set',
      {
        create: { send: { identityId: identity.id, emailId: draft.emailId } },
        onSuccessUpdateEmail: { '#send': afterwards },
      },
      's',
    ],
  ]);
  requireAllSet(s);
  if (draft.answers !== null) {
    const keyword = draft.inReplyTo.length > 0 ? '$answered' : '$forwarded';
    await jmap([['Email/set', { update: { [draft.answers]: { [`keywords/${keyword}`]: true } } }, 'a']]);
  }
}

function emailOf(draft: Draft, identity: Identity, draftsId: string, text: string): Record<string, unknown> {
  const list = (value: string) => parseRecipients(value).addresses;
  return {
    mailboxIds: { [draftsId]: true },
    keywords: { $draft: true, $seen: true },
    from: [{ name: identity.name, email: identity.email }],
    ...(draft.to.trim() === '' ? {} : { to: list(draft.to) }),
    ...(draft.cc.trim() === '' ? {} : { cc: list(draft.cc) }),
    ...(draft.bcc.trim() === '' ? {} : { bcc: list(draft.bcc) }),
    subject: draft.subject,
    ...(draft.inReplyTo.length === 0 ? {} : { inReplyTo: draft.inReplyTo }),
    ...(draft.references.length === 0 ? {} : { references: draft.references }),
    textBody: [{ partId: 'text', type: 'text/plain' }],
    htmlBody: [{ partId: 'html', type: 'text/html' }],
    bodyValues: { text: { value: text }, html: { value: draft.html } },
    attachments: draft.attachments.map(({ blobId, name, type }) => ({ blobId, name, type, disposition: 'attachment' })),
  };
}
