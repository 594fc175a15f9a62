import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { ChannelBinding } from '../../../platform/net/transport.ts';
import type { Door, SignInResult } from '../authenticator.ts';
import type { SaslChannel, SaslExchange, SaslMechanism, SaslStep } from './sasl.ts';
import { hmac, prepared, type ScramKeys } from './scram-keys.ts';

/** Whose keys, for a name. Somebody unknown, or without keys, gets invented ones that are the same every time. */
export interface ScramAccount {
  readonly mailbox: Mailbox | null;
  readonly keys: ScramKeys;
  readonly isReal: boolean;
}

export interface ScramParts {
  isEnabled(): boolean;
  /** Whether PLUS is offered at this door, where the connection has a binding. */
  offersPlus(door: Door): boolean;
  account(userName: string): Promise<ScramAccount>;
  sameMailbox(userName: string, mailbox: Mailbox): boolean;
  /** The server's half of the nonce: another one for each run. */
  newNonce?(): string;
  /** Counts the proof as a guess and says what it comes to. */
  settle(channel: SaslChannel, userName: string, account: ScramAccount, isRight: () => boolean): Promise<SignInResult>;
}

const bindings: readonly ChannelBinding[] = ['tls-exporter', 'tls-server-end-point'];

/** Whether a client that can bind would have seen PLUS in our list. */
const offersPlus = (parts: ScramParts, channel: SaslChannel): boolean =>
  channel.isSecure && parts.offersPlus(channel.door) && bindings.some((kind) => channel.channelBinding(kind) !== null);

/** SCRAM-SHA-256 and, bound to its TLS connection, SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677). */
export function scramMechanisms(parts: ScramParts): readonly SaslMechanism[] {
  return [
    {
      name: 'SCRAM-SHA-256-PLUS',
      rfc: 'RFC 7677',
      isOffered: (channel) => parts.isEnabled() && offersPlus(parts, channel),
      begin: (channel) => new ScramExchange(parts, channel, true),
    },
    {
      name: 'SCRAM-SHA-256',
      rfc: 'RFC 7677',
      isOffered: () => parts.isEnabled(),
      begin: (channel) => new ScramExchange(parts, channel, false),
    },
  ];
}

interface Begun {
  readonly userName: string;
  readonly authorizationId: string;
  readonly account: ScramAccount;
  /** What `c=` must hold: the GS2 header and, with PLUS, the channel binding. */
  readonly binding: Buffer;
  readonly nonce: string;
  /** client-first-message-bare "," server-first-message */
  readonly messages: string;
}

class ScramExchange implements SaslExchange {
  readonly #parts: ScramParts;
  readonly #channel: SaslChannel;
  readonly #isPlus: boolean;
  #begun: Begun | null = null;
  #result: SignInResult | null = null;

  constructor(parts: ScramParts, channel: SaslChannel, isPlus: boolean) {
    this.#parts = parts;
    this.#channel = channel;
    this.#isPlus = isPlus;
  }

  async step(response: Buffer): Promise<SaslStep> {
    // RFC 5802 §3: the client has seen that we know its key; what it answers is empty.
    if (this.#result !== null) return { kind: 'done', result: this.#result };
    const text = response.toString('utf8');
    return this.#begun === null ? this.#first(text) : this.#final(text, this.#begun);
  }

  async #first(text: string): Promise<SaslStep> {
    // RFC 5802 §7: gs2-header client-first-message-bare; `m=` would be an extension that we must know.
    const form = /^((?:n|y|p=([A-Za-z0-9.-]+)),(?:a=([^,]+))?,)(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]{1,256})(?:,.*)?)$/s;
    const [, header, bindingName, authorize = '', bare, user, clientNonce] = form.exec(text) ?? [];
    const named = user === undefined ? null : saslName(user);
    const authorizationId = saslName(authorize);
    if (header === undefined || bare === undefined || named === null || authorizationId === null)
      return malformed('the first message is n,,n=user,r=nonce');
    const binding = this.#bindingFor(header, bindingName);
    if (binding === null) return { kind: 'done', result: { kind: 'bad-credentials' } };
    const userName = prepared(named);
    const account = await this.#parts.account(userName);
    const nonce = `${clientNonce}${this.#parts.newNonce?.() ?? randomBytes(18).toString('base64')}`;
    const { salt, iterations } = account.keys;
    const serverFirst = `r=${nonce},s=${salt.toString('base64')},i=${iterations}`;
    this.#begun = {
      userName,
      authorizationId,
      account,
      binding: Buffer.concat([Buffer.from(header), binding]),
      nonce,
      messages: `${bare},${serverFirst}`,
    };
    return { kind: 'challenge', data: Buffer.from(serverFirst) };
  }

  /** `null`: the flag does not fit the mechanism, or somebody took PLUS out of our list on the way (RFC 5802 §6). */
  #bindingFor(header: string, name: string | undefined): Buffer | null {
    if (this.#isPlus) {
      const kind = bindings.find((known) => known === name);
      return kind === undefined ? null : this.#channel.channelBinding(kind);
    }
    if (name !== undefined) return null;
    return header.startsWith('y') && offersPlus(this.#parts, this.#channel) ? null : Buffer.alloc(0);
  }

  async #final(text: string, begun: Begun): Promise<SaslStep> {
    const form = /^(c=([A-Za-z0-9+/=]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,[^,]*)*?),p=([A-Za-z0-9+/=]+)$/s;
    const [, withoutProof, binding = '', nonce, proof = ''] = form.exec(text) ?? [];
    if (withoutProof === undefined) return malformed('the last message is c=…,r=nonce,p=proof');
    const { account, messages } = begun;
    const authMessage = `${messages},${withoutProof}`;
    const isRight = (): boolean => {
      const fits = nonce === begun.nonce && Buffer.from(binding, 'base64').equals(begun.binding);
      const signature = hmac(account.keys.storedKey, authMessage);
      const given = Buffer.from(proof, 'base64');
      const clientKey = Buffer.from(signature.map((byte, at) => byte ^ (given[at] ?? 0)));
      const digest = createHash('sha256').update(clientKey).digest();
      const proves = timingSafeEqual(digest, account.keys.storedKey) && given.length === signature.length;
      return fits && proves && account.isReal;
    };
    const result = await this.#parts.settle(this.#channel, begun.userName, account, isRight);
    if (result.kind !== 'signed-in') return { kind: 'done', result };
    if (begun.authorizationId !== '' && !this.#parts.sameMailbox(begun.authorizationId, result.mailbox))
      return { kind: 'done', result: { kind: 'bad-credentials' } };
    this.#result = result;
    return {
      kind: 'challenge',
      data: Buffer.from(`v=${hmac(account.keys.serverKey, authMessage).toString('base64')}`),
    };
  }
}

/** RFC 5802 §5.1: `=2C` is a comma and `=3D` an equals sign; any other `=` is an error (`null`). */
function saslName(text: string): string | null {
  if (/=(?!2C|3D)/.test(text) || text.includes('\0')) return null;
  return text.replaceAll('=2C', ',').replaceAll('=3D', '=');
}

function malformed(reason: string): SaslStep {
  return { kind: 'malformed', reason };
}
