import { tmpdir } from 'node:os';
import type { Directory } from '../../domain/directory/directory.ts';
import type { MailStore } from '../../domain/mail/account-store.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Delivery, Envelope, EnvelopeRecipient } from './delivery.ts';
import { DirectDelivery } from './direct-delivery.ts';
import { MessageSpool } from './message-spool.ts';
import { PartialDeliveries } from './partial-deliveries.ts';
import { placeMessage } from './place-message.ts';
import { resolveRecipient } from './resolve-recipient.ts';
import { returnPath } from './return-path.ts';
import { SharedDelivery } from './shared-delivery.ts';

export interface DeliveryParts {
  readonly directory: Directory;
  readonly mail: MailStore;
  readonly clock: Clock;
  readonly log: Log;
  /** For messages of more than about 1 MB to several mailboxes; in the data directory. */
  readonly spoolDirectory?: string;
}

const nobody: Envelope = { sender: '', recipients: [], authenticatedAs: null, smtpUtf8: false };

/** Delivery into this server's own mailboxes. */
export function createDelivery({ directory, mail, clock, log, spoolDirectory = tmpdir() }: DeliveryParts): Delivery {
  const partial = new PartialDeliveries(clock);
  return {
    resolve: (address) => resolveRecipient(directory, address),

    async refusalOf(mailbox, sizeBytes) {
      const placed = await placeMessage(nobody, mailbox, sizeBytes, () => mail.account(mailbox.guid), {
        beforeContent: true,
      });
      return 'kind' in placed ? placed : null;
    },

    async sendingRefusalOf(mailbox) {
      const limit = mailbox.prohibitSendQuotaBytes;
      if (limit === null) return null;
      const usage = await (await mail.account(mailbox.guid)).quota();
      return usage.sizeBytes < limit
        ? null
        : { kind: 'refused', code: 'over-quota', text: 'Your mailbox is full; delete something before you send' };
    },

    async begin(asked, prefix, { maxBytes }) {
      const envelope = { ...asked, recipients: asked.recipients.map((recipient) => asNow(directory, recipient)) };
      const top = Buffer.concat([returnPath(envelope.sender), prefix]);
      const [recipient] = envelope.recipients;
      if (recipient === undefined) throw new Error('a message without recipients cannot be delivered');
      if (envelope.recipients.every(({ mailbox }) => mailbox.guid === recipient.mailbox.guid)) {
        const store = await mail.account(recipient.mailbox.guid);
        const incoming = await store.beginMessage({ maxBytes: maxBytes + top.length });
        await incoming.write(top);
        return new DirectDelivery({ envelope, recipient, mail, log, incoming });
      }
      return new SharedDelivery({ envelope, prefix: top, mail, log, spool: new MessageSpool(spoolDirectory), partial });
    },
  };
}

/** Time has passed since RCPT: the mailbox as it is now. One that was removed must not be made anew by delivering to it. */
function asNow(directory: Directory, { address, mailbox: { guid } }: EnvelopeRecipient): EnvelopeRecipient {
  const mailbox = directory.findMailbox(guid);
  if (mailbox === null)
    throw new MailError('conflict', 'A mailbox was removed while the message came in; name the recipients again');
  return { address, mailbox };
}
