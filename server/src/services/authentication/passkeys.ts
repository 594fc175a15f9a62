import { randomUUID } from 'node:crypto';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { LastUse, Passkey } from '../../domain/credentials/credential.ts';
import type { Credentials } from '../../domain/credentials/credentials.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { sourceOf } from './known-addresses.ts';
import { Tickets } from './tickets.ts';

/** Loaded when somebody first has to do with a passkey: it brings formats of certificates that no start needs. */
const webAuthn = async () => await import('@simplewebauthn/server');

/** COSE: Ed25519, ECDSA with P-256, RSA; what authenticators have. */
const algorithms = [-8, -7, -257] as const;

/** Where the browser is: `https://mail.example.test:8443`, and the host in it. */
export interface RelyingParty {
  readonly origin: string;
  readonly id: string;
  readonly name: string;
}

interface Challenge {
  readonly challenge: string;
  readonly purpose: 'register' | 'second-factor' | 'sign-in';
  /** `null`: whoever has a passkey (purpose sign-in). */
  readonly mailbox: string | null;
}

/** Whose passkey it was; `verified`: the device checked its owner (PIN, finger), so it counts as two factors. */
export interface PasskeyProof {
  readonly mailbox: string;
  readonly verified: boolean;
}

/** WebAuthn Level 3: security keys, and the keys of phones and computers. Every challenge is good once. */
export class Passkeys {
  readonly #credentials: Credentials;
  readonly #clock: Clock;
  readonly #challenges: Tickets<Challenge>;

  constructor(credentials: Credentials, clock: Clock) {
    this.#credentials = credentials;
    this.#clock = clock;
    this.#challenges = new Tickets(clock, 5 * 60_000);
  }

  /** Those that a browser at this host could use. */
  of(mailbox: string, rpId: string): readonly Passkey[] {
    return this.#credentials.of(mailbox, 'passkey').filter((passkey) => passkey.rpId === rpId);
  }

  async beginRegistration(
    mailbox: string,
    userName: string,
    displayName: string,
    party: RelyingParty,
  ): Promise<{ readonly ticket: string; readonly options: PublicKeyCredentialCreationOptionsJSON }> {
    const { generateRegistrationOptions } = await webAuthn();
    const options = await generateRegistrationOptions({
      rpName: party.name,
      rpID: party.id,
      userName,
      userDisplayName: displayName,
      // WebAuthn §14.6.1: no address in here; the GUID says nothing to others.
      userID: new TextEncoder().encode(mailbox),
      attestationType: 'none',
      supportedAlgorithmIDs: [...algorithms],
      excludeCredentials: this.of(mailbox, party.id).map(described),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    });
    const ticket = this.#challenges.issue({ challenge: options.challenge, purpose: 'register', mailbox }, mailbox);
    return { ticket, options };
  }

  /** `null`: not an answer to this challenge, from this page. */
  async confirmRegistration(
    mailbox: string,
    ticket: string,
    response: unknown,
    name: string,
    party: RelyingParty,
  ): Promise<Passkey | null> {
    const challenge = this.#challenges.take(ticket);
    if (challenge?.purpose !== 'register' || challenge.mailbox !== mailbox) return null;
    const { verifyRegistrationResponse } = await webAuthn();
    const result = await verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge: challenge.challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: false,
      supportedAlgorithmIDs: [...algorithms],
    }).catch(() => null);
    if (result?.verified !== true || result.registrationInfo === undefined) return null;
    const { credential } = result.registrationInfo;
    if (this.#credentials.find('passkey', verifierOf(credential.id)) !== null) return null;
    const passkey: Passkey = {
      kind: 'passkey',
      id: randomUUID(),
      mailbox,
      verifier: verifierOf(credential.id),
      createdAt: this.#clock.now(),
      name,
      rpId: party.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: credential.transports ?? [],
      lastUse: null,
    };
    await this.#credentials.add(passkey);
    return passkey;
  }

  /**
   * `mailbox` null: the browser offers the keys that it has, and the proof tells whose it was. `remoteAddress`: challenges of one
   * address make room for each other.
   */
  async beginProof(
    mailbox: string | null,
    party: RelyingParty,
    remoteAddress: string,
  ): Promise<{ readonly ticket: string; readonly options: PublicKeyCredentialRequestOptionsJSON }> {
    const { generateAuthenticationOptions } = await webAuthn();
    const options = await generateAuthenticationOptions({
      rpID: party.id,
      userVerification: mailbox === null ? 'required' : 'preferred',
      ...(mailbox === null ? {} : { allowCredentials: this.of(mailbox, party.id).map(described) }),
    });
    const purpose = mailbox === null ? 'sign-in' : 'second-factor';
    const ticket = this.#challenges.issue(
      { challenge: options.challenge, purpose, mailbox },
      mailbox ?? sourceOf(remoteAddress),
    );
    return { ticket, options };
  }

  /** `null`: no proof. A counter that goes back is one of a cloned key, and refused (WebAuthn §7.2 step 22). */
  async check(
    ticket: string,
    mailbox: string | null,
    response: unknown,
    party: RelyingParty,
    from: Pick<LastUse, 'remoteAddress' | 'client'>,
  ): Promise<PasskeyProof | null> {
    const challenge = this.#challenges.take(ticket);
    if (challenge === null || challenge.purpose === 'register' || challenge.mailbox !== mailbox) return null;
    const { id } = (response ?? {}) as { readonly id?: unknown };
    const passkey = typeof id === 'string' ? this.#credentials.find('passkey', verifierOf(id)) : null;
    if (passkey === null || passkey.rpId !== party.id || (mailbox !== null && passkey.mailbox !== mailbox)) return null;
    const { verifyAuthenticationResponse } = await webAuthn();
    const result = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: challenge.challenge,
      expectedOrigin: party.origin,
      expectedRPID: passkey.rpId,
      requireUserVerification: mailbox === null,
      credential: {
        id: id as string,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        counter: passkey.counter,
      },
    }).catch(() => null);
    if (result?.verified !== true) return null;
    const { newCounter, userVerified } = result.authenticationInfo;
    const lastUse = { ...from, at: this.#clock.now(), door: 'web' };
    await this.#credentials.replace({ ...passkey, counter: newCounter, lastUse });
    return { mailbox: passkey.mailbox, verified: userVerified };
  }
}

function verifierOf(credentialId: string): string {
  return `passkey:${credentialId}`;
}

function described({ verifier }: Passkey): { readonly id: string } {
  return { id: verifier.slice('passkey:'.length) };
}
