import { randomUUID } from 'node:crypto';
import { composeMessage, htmlToText, referableId } from '@relais/mime';
import { type AutomaticReply, isActive } from '../../../domain/automation/automatic-reply.ts';
import { isHtml } from '../../../domain/automation/is-html.ts';
import type { Placement } from '../steps/delivery-step.ts';
import type { MessageView } from './message-view.ts';
import { outgoingRefusal } from './outgoing-refusal.ts';
import { isOwn } from './rule-holds.ts';

const dayMs = 24 * 3_600_000;

/** Answers for somebody who is away: at most once a sender and day, and only a person who wrote to him (RFC 3834). */
export async function sendAutomaticReply(placement: Placement, message: MessageView): Promise<void> {
  const { context, mailbox, envelope } = placement;
  const reply = context.replies.of(mailbox.guid);
  if (!isActive(reply, context.clock.now()) || !mayBeAnswered(placement, message)) return;
  const text = textFor(placement, reply);
  if (text === null || context.outbound === null || outgoingRefusal(context, envelope.sender, 0) !== null) return;
  const content = composed(placement, message, reply, text);
  if (content === null) return;
  const receiver = envelope.sender.toLowerCase();
  if (!(await context.notices.claim(mailbox.guid, 'automatic-reply', receiver, dayMs))) return;
  const intake = context.outbound.queue.begin({
    // RFC 3834 §3.3: the null reverse-path, so that nothing answers or bounces back.
    sender: '',
    recipients: [{ address: envelope.sender, notify: [], originalRecipient: null }],
    smtpUtf8: [envelope.sender, ...mailbox.emailAddresses.slice(0, 1)].some((address) => /[^ -~]/.test(address)),
    ret: null,
    envelopeId: null,
    authenticatedAs: mailbox.emailAddresses[0] ?? null,
    source: 'STOREDRIVER',
    clientAddress: null,
    language: mailbox.language,
  });
  await intake.write(content);
  await intake.commit();
}

/** RFC 3834 §2: never programs, lists or reports, never oneself, and only who wrote to this person by name. */
function mayBeAnswered({ context, mailbox, envelope, isJunk, folder }: Placement, message: MessageView): boolean {
  const { sender } = envelope;
  if (sender === '' || isOwn(context.directory, mailbox, sender)) return false;
  const local = sender.slice(0, sender.lastIndexOf('@')).toLowerCase();
  if (
    /^(?:mailer-daemon|postmaster|listserv|majordomo|owner-.*|.*-(?:request|owner|bounces?)|bounces?[-+=].*|no-?reply|do-?not-?reply)$/.test(
      local,
    )
  )
    return false;
  const automatic = message.value('auto-submitted').toLowerCase();
  if (automatic !== '' && !/^no\b/.test(automatic)) return false;
  if (/\b(?:bulk|list|junk)\b/i.test(message.value('precedence'))) return false;
  if (message.structure.header.some(({ name }) => name.startsWith('list-'))) return false;
  if (/\b(?:all|oof|autoreply|dr|rn|nrn)\b/i.test(message.value('x-auto-response-suppress'))) return false;
  if (['x-loop', 'x-autoreply', 'x-autorespond', 'feedback-id'].some((name) => message.values(name).length > 0))
    return false;
  if (isJunk || (typeof folder === 'object' && folder.specialUse === 'junk')) return false;
  const named = message.addresses('to', 'cc', 'resent-to', 'resent-cc');
  return named.some((address) => isOwn(context.directory, mailbox, address));
}

/** The text for people inside or outside; `null`: this one is not answered. */
function textFor({ context, envelope }: Placement, reply: AutomaticReply): string | null {
  const found = context.directory.resolveRecipient(envelope.sender);
  const none = (text: string): string | null => (text.trim() === '' ? null : text);
  if (found.kind === 'mailbox') return none(reply.internalMessage);
  const { allowedOofType } = context.remoteDomains.of(envelope.sender);
  if (found.kind === 'other-domain' && allowedOofType === 'None') return null;
  // Set-RemoteDomain -AllowedOOFType InternalLegacy: people there are told what colleagues are told.
  if (found.kind === 'other-domain' && allowedOofType === 'InternalLegacy') return none(reply.internalMessage);
  switch (reply.externalAudience) {
    case 'None':
      return null;
    case 'Known':
      return context.directory.findRecipient(envelope.sender)?.kind === 'contact' ? none(reply.externalMessage) : null;
    case 'All':
      return none(reply.externalMessage);
  }
}

/** `null`: a header can't name the sender (RFC 5322 §2.1.1), so he is not answered; the message itself stays where it is. */
function composed(...parts: Parameters<typeof compose>): Buffer | null {
  try {
    return compose(...parts);
  } catch (cause) {
    if (cause instanceof RangeError) return null;
    throw cause;
  }
}

function compose(
  { context, mailbox, envelope }: Placement,
  message: MessageView,
  reply: AutomaticReply,
  text: string,
): Buffer {
  const from = mailbox.emailAddresses[0] ?? '';
  const lead = mailbox.language === 'fr' ? 'Réponse automatique : ' : 'Automatic reply: ';
  const original = referableId(message.value('message-id'));
  const asHtml = isHtml(text);
  const clean = (value: string): string => value.replaceAll(/\p{Cc}/gu, ' ').trim();
  return composeMessage({
    from: { name: clean(mailbox.displayName), address: from },
    to: [{ address: envelope.sender }],
    subject: clean(reply.subject ?? `${lead}${message.subject.slice(0, 500)}`),
    date: new Date(context.clock.now()),
    messageId: `${randomUUID()}@${from.slice(from.lastIndexOf('@') + 1)}`,
    ...(original === null ? {} : { inReplyTo: [original], references: [original] }),
    headers: [
      { name: 'Auto-Submitted', value: 'auto-replied' },
      { name: 'X-Auto-Response-Suppress', value: 'All' },
      { name: 'Precedence', value: 'bulk' },
    ],
    text: asHtml ? htmlToText(text) : text,
    ...(asHtml ? { html: text } : {}),
  });
}
