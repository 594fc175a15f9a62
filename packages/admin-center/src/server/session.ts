import { useSyncExternalStore } from 'react';
import { followMailboxLanguage } from '../language/language.ts';
import { keepCsrfToken, onSessionExpired, postJson, request } from './request.ts';

/** Who is signed in. */
export interface Session {
  readonly displayName: string;
  readonly primarySmtpAddress: string;
  readonly roleGroups: readonly string[];
  readonly isAdministrator: boolean;
  readonly serverName: string;
  /** The organisation asks for a second factor and there is none: nothing may be administered before. */
  readonly mustEnrol: boolean;
}

/** What is asked for after the password; `ticket` is good for five minutes. */
export interface SecondFactor {
  readonly ticket: string;
  readonly totp: boolean;
  readonly passkey: boolean;
  readonly recoveryCode: boolean;
}

export type SessionState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'signed-in'; readonly session: Session };

interface SessionAnswer {
  readonly signedIn: boolean;
  /** While nobody is signed in yet. */
  readonly secondFactor?: SecondFactor;
  readonly mustEnrol?: boolean;
  readonly csrfToken?: string;
  readonly isAdministrator?: boolean;
  readonly roleGroups?: readonly string[];
  readonly serverName?: string;
  readonly mailbox?: {
    readonly displayName: string;
    readonly primarySmtpAddress: string;
    readonly language: string | null;
  };
}

let state: SessionState = { kind: 'unknown' };
const listeners = new Set<() => void>();

onSessionExpired(() => setState({ kind: 'signed-out' }));

export function useSession(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Asks whether this browser is still signed in. @throws RequestError when the server does not answer. */
export async function resumeSession(): Promise<void> {
  await take((await (await request('/api/session')).json()) as SessionAnswer);
}

/** @throws RequestError with the server's words about why not. */
export async function signIn(userName: string, password: string): Promise<SecondFactor | null> {
  const reply = await postJson('/api/sign-in', { userName, password, application: 'admin-center' });
  const answer = (await reply.json()) as SessionAnswer;
  if (!answer.signedIn && answer.secondFactor !== undefined) return answer.secondFactor;
  await take(answer);
  return null;
}

/** @throws RequestError `BadCredentials`: not right; `NotSignedIn`: begin again. */
export async function answerSecondFactor(answer: {
  readonly ticket: string;
  readonly code?: string;
  readonly recoveryCode?: string;
  readonly passkey?: object;
}): Promise<void> {
  const reply = await postJson('/api/sign-in/second-factor', answer);
  await take((await reply.json()) as SessionAnswer);
}

/** Asks the browser for a passkey as the second factor. */
export async function provePasskey(ticket: string): Promise<void> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const reply = await postJson('/api/sign-in/second-factor/passkey-options', { ticket });
  const { options } = (await reply.json()) as {
    options: Parameters<typeof startAuthentication>[0]['optionsJSON'];
  };
  await answerSecondFactor({ ticket, passkey: await startAuthentication({ optionsJSON: options }) });
}

/** A passkey in place of user name and password. */
export async function signInWithPasskey(): Promise<void> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const begun = (await (await postJson('/api/sign-in/passkey-options', {})).json()) as {
    ticket: string;
    options: Parameters<typeof startAuthentication>[0]['optionsJSON'];
  };
  const passkey = await startAuthentication({ optionsJSON: begun.options });
  const reply = await postJson('/api/sign-in/passkey', {
    ticket: begun.ticket,
    passkey,
    application: 'admin-center',
  });
  await take((await reply.json()) as SessionAnswer);
}

export async function signOut(everywhere: boolean): Promise<void> {
  await postJson(everywhere ? '/api/sign-out-everywhere' : '/api/sign-out', {}).catch(() => undefined);
  // A new page: nothing of what was shown stays in memory.
  location.assign('/ecp/');
}

async function take(answer: SessionAnswer): Promise<void> {
  const { mailbox } = answer;
  if (!answer.signedIn || mailbox === undefined) {
    setState({ kind: 'signed-out' });
    return;
  }
  keepCsrfToken(answer.csrfToken ?? null);
  await followMailboxLanguage(mailbox.language);
  setState({
    kind: 'signed-in',
    session: {
      displayName: mailbox.displayName,
      primarySmtpAddress: mailbox.primarySmtpAddress,
      roleGroups: answer.roleGroups ?? [],
      isAdministrator: answer.isAdministrator ?? false,
      serverName: answer.serverName ?? '',
      mustEnrol: answer.mustEnrol ?? false,
    },
  });
}

function setState(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}
