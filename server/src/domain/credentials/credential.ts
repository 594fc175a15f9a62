/** The mail doors that an app password may open. */
export type AppPasswordScope = 'imap' | 'pop' | 'smtp' | 'jmap';

export const appPasswordScopes: readonly AppPasswordScope[] = ['imap', 'pop', 'smtp', 'jmap'];

/** When and from where something was used last. */
export interface LastUse {
  readonly at: number;
  readonly door: string;
  readonly remoteAddress: string;
  /** What the program said of itself: hostile text. */
  readonly client: string | null;
}

interface Kept<K extends string> {
  readonly kind: K;
  /** Names it in lists and logs; says nothing about the secret. */
  readonly id: string;
  /** GUID of whose it is. */
  readonly mailbox: string;
  /** What it is found by, unique over all kinds: a digest, or the public id of a passkey. */
  readonly verifier: string;
  readonly createdAt: number;
}

/** A random password for one device's mail program. */
export interface AppPassword extends Kept<'app-password'> {
  readonly name: string;
  readonly scopes: readonly AppPasswordScope[];
  /** `null`: never. */
  readonly expiresAt: number | null;
  /** How it was made: `webmail`, `apple-profile`, `administrator`. */
  readonly origin: string;
  readonly lastUse: LastUse | null;
}

/** What a script sends to the management API in place of a password. */
export interface AccessToken extends Kept<'access-token'> {
  readonly name: string;
  /** Role groups of the owner that it carries; what he loses, it loses. */
  readonly roleGroups: readonly string[];
  readonly expiresAt: number;
  readonly lastUse: LastUse | null;
}

/** The key shared with an authenticator app (RFC 6238). */
export interface TotpFactor extends Kept<'totp'> {
  readonly name: string;
  /** Base32. */
  readonly secret: string;
  /** The last time step whose code was taken; it and those before it are never taken again (RFC 6238 §5.2). */
  readonly lastStep: number;
  /** One that was taken while the clock of the machine was ahead, and is not taken when that time comes. */
  readonly takenAhead?: number;
  readonly lastUse: LastUse | null;
}

/** A WebAuthn credential: a security key, or the device's own. */
export interface Passkey extends Kept<'passkey'> {
  readonly name: string;
  /** The host it was made for; a browser gives it to no other (WebAuthn §4, RP ID). */
  readonly rpId: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  /** WebAuthn §6.1.1: one that goes back was cloned. */
  readonly counter: number;
  readonly transports: readonly string[];
  readonly lastUse: LastUse | null;
}

/** One of ten, good once, for whoever lost his second factor. */
export interface RecoveryCode extends Kept<'recovery-code'> {}

/** Somebody signed in with a browser. The token is only in his cookie. */
export interface WebSession extends Kept<'web-session'> {
  /** A digest of the password hash it began with: a changed password ends it. */
  readonly passwordMark: string;
  readonly csrfToken: string;
  readonly remoteAddress: string;
  /** User-Agent: hostile text. */
  readonly client: string | null;
  readonly lastSeenAt: number;
  /** Proved by more than a password: a second factor, or a passkey that knew its owner. */
  readonly secondFactor: boolean;
  /** When the token in the cookie was exchanged last. */
  readonly rotatedAt: number;
}

export type Credential = AppPassword | AccessToken | TotpFactor | Passkey | RecoveryCode | WebSession;
export type CredentialKind = Credential['kind'];
export type CredentialOf<K extends CredentialKind> = Extract<Credential, { kind: K }>;
