import type { ChannelBinding } from '../../../platform/net/transport.ts';
import type { Door, SignInResult } from '../authenticator.ts';

/** The connection that a mechanism runs over. */
export interface SaslChannel {
  readonly door: Door;
  readonly remoteAddress: string;
  readonly client: string | null;
  readonly isSecure: boolean;
  channelBinding(kind: ChannelBinding): Buffer | null;
}

export type SaslStep =
  | { readonly kind: 'challenge'; readonly data: Buffer }
  | { readonly kind: 'done'; readonly result: SignInResult }
  /** Not what the mechanism's grammar allows; the protocol's own syntax error. */
  | { readonly kind: 'malformed'; readonly reason: string };

/** One run of a mechanism (RFC 4422 §3). The client speaks first: without an initial response it is asked with an empty challenge. */
export interface SaslExchange {
  step(response: Buffer): Promise<SaslStep>;
}

export interface SaslMechanism {
  readonly name: string;
  readonly rfc: string;
  isOffered(channel: SaslChannel): boolean;
  begin(channel: SaslChannel): SaslExchange;
}

/** Mechanisms beyond PLAIN and LOGIN, which each protocol has itself. */
export interface SaslServer {
  /** Names offered over this connection, as they stand in capabilities. */
  offered(channel: SaslChannel): readonly string[];
  /** `null`: not offered. Names are compared without case. */
  begin(mechanism: string, channel: SaslChannel): SaslExchange | null;
}

export function saslServer(mechanisms: readonly SaslMechanism[]): SaslServer {
  const offered = (channel: SaslChannel): readonly SaslMechanism[] =>
    mechanisms.filter((mechanism) => mechanism.isOffered(channel));
  return {
    offered: (channel) => offered(channel).map(({ name }) => name),
    begin: (name, channel) =>
      offered(channel)
        .find((mechanism) => mechanism.name === name.toUpperCase())
        ?.begin(channel) ?? null,
  };
}
