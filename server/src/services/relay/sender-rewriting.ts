import { createHmac, timingSafeEqual } from 'node:crypto';

const dayMs = 86_400_000;
/** How long what bounces is taken back. */
const validDays = 21;
const dayCodes = 1024;

/**
 * The sender of mail that is forwarded (SRS): an address of ours that carries the original one, so that SPF passes and what
 * bounces can be sent back; signed, so that nobody else can send through it. An address that is rewritten already (SRS0
 * of another forwarder) becomes SRS1, which leads back to that forwarder.
 */
export class SenderRewriting {
  private readonly secret: string;

  constructor(secret: string) {
    this.secret = secret;
  }

  rewrite(sender: string, ownDomain: string, now: number): string {
    const at = sender.lastIndexOf('@');
    const [local, domain] = [sender.slice(0, at), sender.slice(at + 1)];
    const first = /^SRS0[=+-](.+)$/i.exec(local)?.[1];
    const later = /^SRS1=[^=]+=([^=]+)=(=.+)$/i.exec(local);
    if (later?.[1] !== undefined && later[2] !== undefined) return this.srs1(later[1], later[2], ownDomain);
    if (first !== undefined) return this.srs1(domain, `=${first}`, ownDomain);
    const day = dayCode(now);
    return `SRS0=${this.hash(`${day}=${domain}=${local}`)}=${day}=${domain}=${local}@${ownDomain}`;
  }

  /** Whom mail to a rewritten address is for; `null`: it is none of ours, or too old. */
  reverse(localPart: string, now: number): string | null {
    const first = /^SRS0=([a-z0-9]+)=([a-z0-9]{2})=([^=]+)=(.+)$/i.exec(localPart);
    if (first !== null) {
      const [, hash = '', day = '', domain = '', local = ''] = first;
      const age = (dayNumber(now) - codeNumber(day) + dayCodes) % dayCodes;
      return this.isOurs(hash, `${day.toUpperCase()}=${domain}=${local}`) && age <= validDays
        ? `${local}@${domain}`
        : null;
    }
    const [, hash = '', domain = '', rest = ''] = /^SRS1=([a-z0-9]+)=([^=]+)=(=.+)$/i.exec(localPart) ?? [];
    return hash !== '' && this.isOurs(hash, `${domain}=${rest}`) ? `SRS0${rest}@${domain}` : null;
  }

  private srs1(domain: string, rest: string, ownDomain: string): string {
    return `SRS1=${this.hash(`${domain}=${rest}`)}=${domain}=${rest}@${ownDomain}`;
  }

  private isOurs(hash: string, text: string): boolean {
    const right = Buffer.from(this.hash(text));
    const given = Buffer.from(hash.toLowerCase());
    return right.length === given.length && timingSafeEqual(right, given);
  }

  /** Of letters and digits in one case, as servers on the way may change it. */
  private hash(text: string): string {
    return createHmac('sha256', this.secret).update(text.toLowerCase()).digest('hex').slice(0, 12);
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function dayNumber(now: number): number {
  return Math.floor(now / dayMs) % dayCodes;
}

function dayCode(now: number): string {
  const day = dayNumber(now);
  return `${alphabet[day >> 5]}${alphabet[day & 31]}`;
}

function codeNumber(code: string): number {
  const [high = '', low = ''] = code.toUpperCase();
  return alphabet.indexOf(high) * 32 + alphabet.indexOf(low);
}
