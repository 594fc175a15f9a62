import { longDate } from '../mail/date-words.ts';
import type { Identity } from '../mail/mail-data.ts';
import { beginningOfHtml, mostQuotedTags } from '../mail/beginning-of-html.ts';
import { beginningOfText } from '../mail/beginning-of-text.ts';
import { bodyText } from '../mail/body-text.ts';
import { parsingWindow } from '../mail/parsing-frame.ts';
import { type Email, type EmailAddress, shownName } from '../mail/mail-types.ts';
import { answerSubject } from './answer-subject.ts';
import { type Draft, type DraftAttachment, escapeHtml, newDraft, textAsHtml } from './draft.ts';
import { addressText } from './recipients.ts';

export type ReplyKind = 'reply' | 'reply-all' | 'forward';

export interface QuoteWords {
  readonly wrote: (date: string, name: string) => string;
  readonly forwarded: string;
  /** What stands before the subject, without its colon. */
  readonly prefix: (isForward: boolean) => string;
  /** Of a huge message: what is quoted of it, and whether all of it is attached. */
  readonly beginning: (isForward: boolean) => string;
  /** Each with its colon. */
  readonly labels: { readonly from: string; readonly to: string; readonly subject: string; readonly date: string };
}

/**
 * An answer to a message, with the message quoted below, and the signature of whom it is from. Of a huge message the beginning
 * is quoted; who forwards it has it attached as it came.
 */
export async function answerDraft(
  email: Email,
  kind: ReplyKind,
  identities: readonly Identity[],
  /** Of the mailbox that the message stands in, where it is somebody else's that the user may write as. */
  identityHere: Identity | undefined,
  asPlainText: boolean,
  words: QuoteWords,
): Promise<Draft> {
  // Whoever may write as his chief is not his chief.
  const mine = identities.filter(({ right }) => right === 'own');
  const own = new Set([...mine, ...(identityHere === undefined ? [] : [identityHere])].map(addressOf));
  const isOwn = ({ email: address }: EmailAddress) => own.has(address.toLowerCase());
  const written = [...(email.to ?? []), ...(email.cc ?? [])].map(addressOf);
  const identity = identityHere ?? mine.find((one) => written.includes(addressOf(one)));
  const subject = email.subject ?? '';
  const sender = email.replyTo ?? email.from ?? [];
  const others = [...(email.to ?? []), ...(email.cc ?? [])].filter((address) => !isOwn(address));
  const sentByMe = (email.from ?? []).some(isOwn);
  const from = identity ?? identities[0];
  const isForward = kind === 'forward';
  const quoted = quotedPart(email, asPlainText);
  return newDraft({
    ...(asPlainText
      ? { format: 'text', text: `\n\n${signatureText(from)}${plainQuote(email, quoted, isForward, words)}` }
      : { html: `<p><br></p>${signatureHtml(from)}`, quote: await quoteOf(email, quoted, isForward, words) }),
    identityId: from?.id ?? null,
    to: isForward ? '' : addressText(sentByMe ? email.to : sender),
    cc:
      kind === 'reply-all'
        ? addressText(
            others.filter((other) => !sender.some(({ email: a }) => a.toLowerCase() === other.email.toLowerCase())),
          )
        : '',
    subject: answerSubject(subject, words.prefix(isForward)),
    attachments: takenAlong(email, quoted, isForward),
    inReplyTo: isForward ? [] : (email.messageId ?? []),
    // RFC 5322 §3.6.4 speaks of replies; a forward has them too, as Exchange's and Thunderbird's have, so that it stands with its conversation.
    references: [...(email.references ?? []), ...(email.messageId ?? [])],
    answers: { emailId: email.id, accountId: email.accountId, keyword: isForward ? '$forwarded' : '$answered' },
  });
}

function addressOf({ email }: { readonly email: string }): string {
  return email.toLowerCase();
}

/** A new message with the signature of whom it is from. */
export function blankDraft(identity: Identity | undefined, asPlainText: boolean, part: Partial<Draft> = {}): Draft {
  const signature = signatureText(identity);
  return newDraft({
    identityId: identity?.id ?? null,
    ...(asPlainText
      ? { format: 'text', text: signature === '' ? '' : `\n\n${signature}` }
      : { html: signatureHtml(identity) === '' ? '' : `<p><br></p>${signatureHtml(identity)}` }),
    ...part,
  });
}

function signatureHtml(identity: Identity | undefined): string {
  return identity?.htmlSignature ?? '';
}

function signatureText(identity: Identity | undefined): string {
  return identity === undefined || identity.textSignature === '' ? '' : `-- \n${identity.textSignature}\n`;
}

/** What of a message is quoted. */
interface Quoted {
  readonly html: string | null;
  readonly text: string;
  /** Not all of it: it is huge. */
  readonly isCut: boolean;
}

function quotedPart(email: Email, asPlainText: boolean): Quoted {
  const html = asPlainText ? null : bodyText(email, email.htmlBody, 'text/html');
  if (html !== null) {
    const beginning = beginningOfHtml(html, mostQuotedTags);
    return { html: beginning ?? html, text: '', isCut: beginning !== null };
  }
  const text = bodyText(email, email.textBody, null) ?? '';
  const beginning = beginningOfText(text);
  return { html: null, text: beginning ?? text, isCut: beginning !== null };
}

/** All attachments go along with a forward, those of a huge message within it; with an answer only the pictures that the quote shows. */
function takenAlong(email: Email, quoted: Quoted, isForward: boolean): readonly DraftAttachment[] {
  const html = quoted.isCut ? (quoted.html ?? '') : (bodyText(email, email.htmlBody, 'text/html') ?? '');
  const isWhole = isForward && quoted.isCut;
  const { blobId: whole, subject, size: wholeSize } = email;
  const original = { blobId: whole, name: `${subject || 'message'}.eml`, type: 'message/rfc822', size: wholeSize };
  const parts = email.attachments.flatMap(({ blobId, name, type, size, cid }) => {
    const isShown = cid !== null && html.includes(`cid:${cid}`);
    if (blobId === null || ((!isForward || isWhole) && !isShown)) return [];
    return [{ blobId, name: name ?? type, type, size, ...(isShown && cid !== null ? { cid } : {}) }];
  });
  return isWhole ? [original, ...parts] : parts;
}

async function quoteOf(email: Email, quoted: Quoted, isForward: boolean, words: QuoteWords): Promise<string> {
  const { html, text, isCut } = quoted;
  const note = isCut ? `<p><em>${escapeHtml(words.beginning(isForward))}</em></p>` : '';
  const inner = note + (html === null ? textAsHtml(text) : await quotable(html));
  const date = longDate(email.sentAt ?? email.receivedAt);
  if (!isForward) {
    return `<p>${escapeHtml(words.wrote(date, shownName(email.from?.[0])))}</p><blockquote>${inner}</blockquote>`;
  }
  const { labels } = words;
  const lines = [
    words.forwarded,
    `${labels.from} ${addressText(email.from)}`,
    `${labels.date} ${date}`,
    `${labels.to} ${addressText(email.to)}`,
    `${labels.subject} ${email.subject ?? ''}`,
  ];
  return `<p>${lines.map(escapeHtml).join('<br>')}</p>${inner}`;
}

/** As it looks, without what acts. The result is only ever shown in the message frame. */
async function quotable(html: string): Promise<string> {
  // Its code comes with the first message that is shown: the list of messages does without.
  const { default: DOMPurify } = await import('dompurify');
  return DOMPurify(await parsingWindow()).sanitize(html, {
    USE_PROFILES: { html: true },
    FORBID_TAGS: ['style', 'form', 'input', 'button', 'select', 'textarea', 'audio', 'video'],
    ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|cid):|data:image\/|[^a-z]|[a-z+.-]+(?:[^a-z+.:-]|$))/i,
  });
}

function plainQuote(email: Email, quoted: Quoted, isForward: boolean, words: QuoteWords): string {
  const text = quoted.isCut ? `${words.beginning(isForward)}\n\n${quoted.text}` : quoted.text;
  const date = longDate(email.sentAt ?? email.receivedAt);
  if (isForward) return `${words.forwarded}\n${words.labels.from} ${addressText(email.from)}\n\n${text}`;
  // RFC 3676 §4.5: a quoted line that is quoted again has no space between the marks.
  const lines = text.split('\n').map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`));
  return `${words.wrote(date, shownName(email.from?.[0]))}\n${lines.join('\n')}`;
}
