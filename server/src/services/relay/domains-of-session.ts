import type { QueuedRecipient } from '../../domain/queue/queued-message.ts';

/** RCPTDOMAINMAX (RFC 9422 §4.3): to how many different domains a server takes mail in one session. */
export class DomainsOfSession {
  private readonly most: number;
  private readonly named = new Set<string>();

  /** `null`: to any number. */
  constructor(most: number | null) {
    this.most = most ?? Infinity;
  }

  /** Those among the recipients who may still be named together, in their order. */
  among(recipients: readonly QueuedRecipient[]): readonly QueuedRecipient[] {
    if (this.most === Infinity) return recipients;
    const named = new Set(this.named);
    return recipients.filter((recipient) => {
      const domain = domainOf(recipient);
      if (named.has(domain)) return true;
      if (named.size >= this.most) return false;
      named.add(domain);
      return true;
    });
  }

  note(recipients: readonly QueuedRecipient[]): void {
    if (this.most !== Infinity) for (const recipient of recipients) this.named.add(domainOf(recipient));
  }
}

function domainOf({ address }: QueuedRecipient): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
