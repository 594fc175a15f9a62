import {
  type DnsAnswer,
  type DnsClient,
  DnsFailure,
  type RecordType,
  type RecordValues,
} from '../../platform/dns/dns-client.ts';

/** No more questions may be asked for this message, or not for that long. */
class BudgetExhausted extends DnsFailure {
  constructor(what: string) {
    super(`the DNS was asked ${what} for one message`);
    this.name = 'BudgetExhausted';
  }
}

/** The DNS for one message: so many questions and until such a time, whatever the message asks for. */
export class LookupBudget implements DnsClient {
  private readonly client: DnsClient;
  private left: number;
  private readonly deadline: Promise<never>;
  private readonly stop: () => void;

  constructor(
    client: DnsClient,
    { lookups, milliseconds }: { readonly lookups: number; readonly milliseconds: number },
  ) {
    this.client = client;
    this.left = lookups;
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {});
    const timer = setTimeout(() => reject(new BudgetExhausted('for too long')), milliseconds);
    this.deadline = promise;
    this.stop = () => clearTimeout(timer);
  }

  /** @throws DnsFailure */
  async query<K extends RecordType>(name: string, type: K): Promise<DnsAnswer<RecordValues[K]>> {
    if (this.left <= 0) throw new BudgetExhausted('too often');
    this.left -= 1;
    return await Promise.race([this.client.query(name, type), this.deadline]);
  }

  end(): void {
    this.stop();
  }
}
