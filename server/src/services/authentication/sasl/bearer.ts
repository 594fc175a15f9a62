import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { SignInResult } from '../authenticator.ts';
import type { SaslChannel, SaslExchange, SaslMechanism, SaslStep } from './sasl.ts';

export interface BearerParts {
  isConfigured(): boolean;
  /** Who gives tokens, as a URL; `null`: nobody. */
  issuer(): string | null;
  /** Counts the token as a guess and says what it comes to. `userName`: who the client says it is, maybe nobody. */
  settle(channel: SaslChannel, userName: string, token: string): Promise<SignInResult>;
  sameMailbox(userName: string, mailbox: Mailbox): boolean;
}

interface Message {
  readonly userName: string;
  readonly token: string;
}

/** OAUTHBEARER (RFC 7628) and the older XOAUTH2; only over TLS, since whoever reads a token has it (RFC 6750 §5.3). */
export function bearerMechanisms(parts: BearerParts): readonly SaslMechanism[] {
  const mechanism = (
    name: string,
    rfc: string,
    read: (text: string) => Message | null,
    failure: () => string,
  ): SaslMechanism => ({
    name,
    rfc,
    isOffered: ({ isSecure }) => isSecure && parts.isConfigured(),
    begin: (channel) => new BearerExchange(parts, channel, read, failure),
  });
  return [
    mechanism('OAUTHBEARER', 'RFC 7628', readOauthBearer, () => refusedBy(parts.issuer())),
    mechanism(
      'XOAUTH2',
      'developers.google.com/workspace/gmail/imap/xoauth2-protocol',
      readXoauth2,
      () => '{"status":"401","schemes":"bearer"}',
    ),
  ];
}

class BearerExchange implements SaslExchange {
  readonly #parts: BearerParts;
  readonly #channel: SaslChannel;
  readonly #read: (text: string) => Message | null;
  readonly #failure: () => string;
  #result: SignInResult | null = null;

  constructor(parts: BearerParts, channel: SaslChannel, read: (text: string) => Message | null, failure: () => string) {
    this.#parts = parts;
    this.#channel = channel;
    this.#read = read;
    this.#failure = failure;
  }

  async step(response: Buffer): Promise<SaslStep> {
    // RFC 7628 §3.2.3: the client has read why, and answers with a dummy.
    if (this.#result !== null) return { kind: 'done', result: this.#result };
    const message = this.#read(response.toString('utf8'));
    if (message === null) return { kind: 'malformed', reason: 'the message is user, auth=Bearer and a token' };
    // RFC 7628 §4.3: a client asks without a token for what it needs one of; that is no guess.
    const result: SignInResult =
      message.token === ''
        ? { kind: 'bad-credentials' }
        : await this.#parts.settle(this.#channel, message.userName, message.token);
    const isHis =
      result.kind === 'signed-in' &&
      (message.userName === '' || this.#parts.sameMailbox(message.userName, result.mailbox));
    if (isHis || (result.kind !== 'signed-in' && result.kind !== 'bad-credentials')) return { kind: 'done', result };
    this.#result = { kind: 'bad-credentials' };
    return { kind: 'challenge', data: Buffer.from(this.#failure()) };
  }
}

/** RFC 7628 §3.2.2: why, and where a client finds how to get a token that will do (OpenID Connect Discovery §4). */
function refusedBy(issuer: string | null): string {
  const place =
    issuer === null ? {} : { 'openid-configuration': `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration` };
  return JSON.stringify({ status: 'invalid_token', ...place });
}

const tokenForm = /^Bearer +([\w.~+/-]+=*)$/i;

/** RFC 7628 §3.1: `n,a=user,` ^A `auth=Bearer token` ^A ^A, with `host=` and `port=` among the pairs. */
function readOauthBearer(text: string): Message | null {
  const [, user = '', pairs = ''] = /^[ny],(?:a=([^,]*))?,\x01(.*)\x01\x01$/s.exec(text) ?? [];
  return messageOf(user.replaceAll('=2C', ',').replaceAll('=3D', '='), pairs);
}

function readXoauth2(text: string): Message | null {
  const [, user = '', pairs = ''] = /^user=([^\x01]*)\x01(.*)\x01\x01$/s.exec(text) ?? [];
  return messageOf(user, pairs);
}

function messageOf(userName: string, pairs: string): Message | null {
  const auth = pairs
    .split('\x01')
    .map((pair) => /^auth=(.*)$/s.exec(pair)?.[1])
    .find((value) => value !== undefined);
  const token = auth === '' ? '' : tokenForm.exec(auth ?? '')?.[1];
  return token === undefined ? null : { userName, token };
}
