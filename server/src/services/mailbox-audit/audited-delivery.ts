import { decodeHeader } from '@relais/mime';
import type { Mailbox } from '../../domain/directory/directory.ts';
import type { Delivery, DeliveryInProgress, DeliveryOutcome } from '../delivery/delivery.ts';
import { PassingHeader } from '../delivery/passing-header.ts';
import type { Note, MailboxAuditor } from './mailbox-auditor.ts';

/** Delivery that has it written down when somebody writes as, or on behalf of, another mailbox. */
export function auditedDelivery(delivery: Delivery, auditor: MailboxAuditor): Delivery {
  const watched = async (begun: Promise<DeliveryInProgress>, user: Mailbox, sender: string): Promise<WatchedSending> =>
    new WatchedSending({ begun: await begun, user, sender, delivery, auditor });
  return {
    ...delivery,
    begin(envelope, prefix, options) {
      const begun = delivery.begin(envelope, prefix, options);
      const user = envelope.authenticatedAs;
      return user === null ? begun : watched(begun, user, envelope.sender);
    },
  };
}

/** A message of somebody who signed in; its author is looked at once it has been accepted. */
class WatchedSending implements DeliveryInProgress {
  readonly #begun: DeliveryInProgress;
  readonly #user: Mailbox;
  readonly #sender: string;
  readonly #delivery: Delivery;
  readonly #auditor: MailboxAuditor;
  readonly #header = new PassingHeader();

  constructor(parts: {
    begun: DeliveryInProgress;
    user: Mailbox;
    sender: string;
    delivery: Delivery;
    auditor: MailboxAuditor;
  }) {
    this.#begun = parts.begun;
    this.#user = parts.user;
    this.#sender = parts.sender;
    this.#delivery = parts.delivery;
    this.#auditor = parts.auditor;
  }

  get sizeBytes(): number {
    return this.#begun.sizeBytes;
  }

  write(chunk: Uint8Array): Promise<void> {
    this.#header.push(chunk);
    return this.#begun.write(chunk);
  }

  async deliver(): Promise<readonly DeliveryOutcome[]> {
    const outcomes = await this.#begun.deliver();
    if (outcomes.some(({ kind }) => kind === 'delivered')) this.#note();
    return outcomes;
  }

  discard(): Promise<void> {
    return this.#begun.discard();
  }

  #note(): void {
    const told = new Set<string>();
    for (const address of new Set([this.#sender, ...this.#header.addresses('From')])) {
      const note = this.#noteFor(address, told);
      note?.({ subjects: [decodeHeader(this.#header.field('Subject')).slice(0, 255)], items: 1 });
    }
  }

  #noteFor(address: string, told: Set<string>): Note | null {
    if (address === '') return null;
    const right = this.#delivery.mayUseAddress(this.#user, address);
    if (right === null || right === 'own') return null;
    const at = address.lastIndexOf('@');
    const found = this.#delivery.resolve({
      localPart: address.slice(0, at),
      domain: address.slice(at + 1),
      text: address,
    });
    if (found.kind !== 'mailbox' || told.has(found.mailbox.guid)) return null;
    told.add(found.mailbox.guid);
    return this.#auditor.noteOf(found.mailbox.guid, right === 'send-as' ? 'SendAs' : 'SendOnBehalf');
  }
}
