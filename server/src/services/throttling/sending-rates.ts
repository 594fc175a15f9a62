import type { Clock } from '../../platform/clock/clock.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const hours = 24;

interface Sent {
  minute: number;
  messages: number;
  /** Recipients by hour, the running one last; at most 24 hours. */
  readonly recipients: { readonly hour: number; count: number }[];
}

/** What each user has sent: messages of the running minute, recipients of the last 24 hours, to the hour. */
export class SendingRates {
  readonly #clock: Clock;
  readonly #sent = new Map<string, Sent>();
  #sweptAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  messagesThisMinute(user: string): number {
    const sent = this.#sent.get(user);
    return sent?.minute === this.#minute() ? sent.messages : 0;
  }

  recipientsToday(user: string): number {
    const oldest = this.#hour() - hours;
    const recipients = this.#sent.get(user)?.recipients ?? [];
    return recipients.reduce((sum, { hour, count }) => (hour > oldest ? sum + count : sum), 0);
  }

  addMessage(user: string): void {
    const sent = this.#of(user);
    const minute = this.#minute();
    if (sent.minute !== minute) sent.messages = 0;
    sent.minute = minute;
    sent.messages += 1;
  }

  addRecipients(user: string, count: number): void {
    const { recipients } = this.#of(user);
    const hour = this.#hour();
    while ((recipients[0]?.hour ?? hour) <= hour - hours) recipients.shift();
    const last = recipients.at(-1);
    if (last?.hour === hour) last.count += count;
    else recipients.push({ hour, count });
  }

  #of(user: string): Sent {
    this.#sweep();
    let sent = this.#sent.get(user);
    if (sent === undefined) this.#sent.set(user, (sent = { minute: 0, messages: 0, recipients: [] }));
    return sent;
  }

  /** Whoever sent nothing for a day is forgotten. */
  #sweep(): void {
    const hour = this.#hour();
    if (hour === this.#sweptAt) return;
    this.#sweptAt = hour;
    for (const [user, { minute, recipients }] of this.#sent) {
      const isOld = (recipients.at(-1)?.hour ?? 0) <= hour - hours && minute < this.#minute() - 1;
      if (isOld) this.#sent.delete(user);
    }
  }

  #minute(): number {
    return Math.floor(this.#clock.elapsed() / minuteMs);
  }

  #hour(): number {
    return Math.floor(this.#clock.elapsed() / hourMs);
  }
}
