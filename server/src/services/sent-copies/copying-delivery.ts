import type { Directory, Mailbox } from '../../domain/directory/directory.ts';
import type { MailStore } from '../../domain/mail/account-store.ts';
import type { Log } from '../../platform/log/log.ts';
import { BinaryDelivery } from '../delivery/binary-delivery.ts';
import type { Delivery, DeliveryInProgress, DeliveryOutcome, Envelope } from '../delivery/delivery.ts';
import { MessageSpool } from '../delivery/message-spool.ts';
import { PassingHeader } from '../delivery/passing-header.ts';
import { SentCopy } from './sent-copy.ts';

export interface CopyingParts {
  readonly delivery: Delivery;
  readonly directory: Pick<Directory, 'findMailbox' | 'resolveRecipient'>;
  readonly mail: MailStore;
  readonly spoolDirectory: string;
  readonly log: Log;
}

/** Delivery that also keeps what users send in the Sent Items of the mailboxes that ask for it. */
export function copyingDelivery(parts: CopyingParts): Delivery {
  return {
    ...parts.delivery,
    begin(envelope, prefix, options) {
      const user = envelope.authenticatedAs;
      const begun = parts.delivery.begin(envelope, prefix, options);
      return user === null ? begun : copied(begun, { user, envelope, prefix, ...options });
    },
  };

  async function copied(
    begun: Promise<DeliveryInProgress>,
    sending: Omit<SendingParts, 'begun' | keyof CopyingParts>,
  ): Promise<DeliveryInProgress> {
    return new CopiedSending({ ...parts, ...sending, begun: await begun });
  }
}

interface SendingParts extends CopyingParts {
  readonly begun: DeliveryInProgress;
  readonly user: Mailbox;
  readonly envelope: Envelope;
  readonly prefix: Uint8Array;
  readonly maxBytes: number;
}

interface Copy {
  readonly mailbox: Mailbox;
  readonly message: DeliveryInProgress;
}

/** A message of somebody who signed in. Whose copies are wanted is known once its header is there. */
class CopiedSending implements DeliveryInProgress {
  readonly #parts: SendingParts;
  readonly #header = new PassingHeader();
  /** What came before it was known; `null` afterwards. */
  #before: Uint8Array[] | null = [];
  #copies: readonly Copy[] = [];

  constructor(parts: SendingParts) {
    this.#parts = parts;
    this.#header.push(parts.prefix);
  }

  get sizeBytes(): number {
    return this.#parts.begun.sizeBytes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    await this.#parts.begun.write(chunk);
    if (this.#before === null) return this.#writeCopies([chunk]);
    this.#header.push(chunk);
    this.#before.push(chunk);
    if (this.#header.isComplete) await this.#beginCopies();
  }

  async deliver(): Promise<readonly DeliveryOutcome[]> {
    await this.#beginCopies();
    const outcomes = await this.#parts.begun.deliver();
    if (outcomes.some(({ kind }) => kind === 'delivered')) await this.#forEachCopy((copy) => copy.deliver());
    return outcomes;
  }

  async discard(): Promise<void> {
    await this.#parts.begun.discard();
    await this.#forEachCopy((copy) => copy.discard());
  }

  async #beginCopies(): Promise<void> {
    const before = this.#before;
    if (before === null) return;
    this.#before = null;
    const copies: Copy[] = [];
    for (const mailbox of this.#wanted()) {
      try {
        copies.push({ mailbox, message: await this.#beginCopy(mailbox) });
      } catch (cause) {
        this.#giveUp(mailbox, cause);
      }
    }
    this.#copies = copies;
    await this.#writeCopies([this.#parts.prefix, ...before]);
  }

  /** The sender's own, if his program left it to the server, and those of the mailboxes he writes for. */
  #wanted(): ReadonlySet<Mailbox> {
    const { user, envelope, delivery, directory } = this.#parts;
    const wanted = new Set<Mailbox>();
    const isByMailProgram = (envelope.outbound?.clientAddress ?? null) !== null;
    // As he is now: the session may be older than the setting.
    const own = directory.findMailbox(user.guid);
    if (isByMailProgram && own?.copyForSmtpSubmission === true) wanted.add(own);
    for (const address of this.#header.addresses('From')) {
      const right = delivery.mayUseAddress(user, address);
      const found = directory.resolveRecipient(address);
      if (found.kind !== 'mailbox') continue;
      const { mailbox } = found;
      if (right === 'send-as' ? mailbox.copyForSentAs : right === 'on-behalf' && mailbox.copyForSendOnBehalf)
        wanted.add(mailbox);
    }
    return wanted;
  }

  async #beginCopy(mailbox: Mailbox): Promise<DeliveryInProgress> {
    const { mail, envelope, spoolDirectory, maxBytes } = this.#parts;
    const begin = async (extraBytes: number): Promise<DeliveryInProgress> => {
      const copy = await SentCopy.begin(await mail.account(mailbox.guid), maxBytes + extraBytes);
      if (mailbox.guid === this.#parts.user.guid) await copy.write(this.#hiddenRecipients());
      return copy;
    };
    return envelope.isBinary === true
      ? new BinaryDelivery({ spool: new MessageSpool(spoolDirectory), begin })
      : begin(8192);
  }

  /** The Bcc field, which was cut from what the others get: whom the header does not name (RFC 5322 §3.6.3). */
  #hiddenRecipients(): Uint8Array {
    const { recipients, outbound } = this.#parts.envelope;
    const named = new Set(['To', 'Cc'].flatMap((name) => this.#header.addresses(name)).map((one) => one.toLowerCase()));
    const hidden = [...recipients, ...(outbound?.recipients ?? [])]
      .map(({ address }) => address)
      .filter((address) => !named.has(address.toLowerCase()));
    return Buffer.from(hidden.length === 0 ? '' : `Bcc: ${hidden.map((one) => `<${one}>`).join(',\r\n ')}\r\n`);
  }

  async #writeCopies(chunks: readonly Uint8Array[]): Promise<void> {
    for (const chunk of chunks) await this.#forEachCopy((copy) => copy.write(chunk));
  }

  /** A copy that fails is given up; the message itself is not concerned. */
  async #forEachCopy(act: (copy: DeliveryInProgress) => Promise<unknown>): Promise<void> {
    const good: Copy[] = [];
    for (const copy of this.#copies) {
      try {
        await act(copy.message);
        good.push(copy);
      } catch (cause) {
        this.#giveUp(copy.mailbox, cause);
        await copy.message.discard();
      }
    }
    this.#copies = good;
  }

  #giveUp({ guid }: Mailbox, cause: unknown): void {
    this.#parts.log.warn('sent-copy-failed', { mailbox: guid, reason: String(cause) });
  }
}
