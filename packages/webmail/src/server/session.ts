import { useSyncExternalStore } from 'react';
import { followMailboxLanguage, type Language, rememberLanguage } from '../language/language.ts';
import { adoptRegional, type Regional } from '../language/regional.ts';
import { onSessionExpired, RequestError, requestJson, useCsrfToken } from './request.ts';

/** Who is signed in, as `GET /api/session` and `POST /api/sign-in` tell it. */
export interface Session {
  readonly displayName: string;
  readonly primarySmtpAddress: string;
  readonly isAdministrator: boolean;
  readonly language: string | null;
  readonly regional: Regional;
  /** The organisation asks for a second factor and there is none: nothing else works before. */
  readonly mustEnrol: boolean;
}

export type SessionState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'signed-in'; readonly session: Session };

/** What is asked for after the password; `ticket` is good for five minutes. */
export interface SecondFactor {
  readonly ticket: string;
  readonly totp: boolean;
  readonly passkey: boolean;
  readonly recoveryCode: boolean;
}

type SessionAnswer =
  | { readonly signedIn: false; readonly secondFactor?: SecondFactor }
  | {
      readonly signedIn: true;
      readonly csrfToken: string;
      readonly isAdministrator: boolean;
      readonly mustEnrol: boolean;
      readonly mailbox: Omit<Session, 'isAdministrator' | 'mustEnrol'>;
    };

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

/** Asks whether this browser is still signed in. @throws RequestError when the server cannot be reached. */
export async function resumeSession(): Promise<void> {
  try {
    await take(await requestJson<SessionAnswer>('/api/session'));
  } catch (error) {
    if (!(error instanceof RequestError) || error.status === 0 || error.status >= 500) throw error;
    setState({ kind: 'signed-out' });
  }
}

/** @throws RequestError with the codes of the server's refusals: `BadCredentials`, `DoorClosed`, `Throttled` … */
export async function signIn(userName: string, password: string): Promise<SecondFactor | null> {
  const answer = await requestJson<SessionAnswer>('/api/sign-in', { userName, password, application: 'webmail' });
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
  await take(await requestJson<SessionAnswer>('/api/sign-in/second-factor', answer));
}

/** Asks the browser for a passkey as the second factor. */
export async function provePasskey(ticket: string): Promise<void> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const { options } = await requestJson<{ options: Parameters<typeof startAuthentication>[0]['optionsJSON'] }>(
    '/api/sign-in/second-factor/passkey-options',
    { ticket },
  );
  await answerSecondFactor({ ticket, passkey: await startAuthentication({ optionsJSON: options }) });
}

/** A passkey in place of user name and password. */
export async function signInWithPasskey(): Promise<void> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const { ticket, options } = await requestJson<{
    ticket: string;
    options: Parameters<typeof startAuthentication>[0]['optionsJSON'];
  }>('/api/sign-in/passkey-options', {});
  const passkey = await startAuthentication({ optionsJSON: options });
  await take(await requestJson<SessionAnswer>('/api/sign-in/passkey', { ticket, passkey, application: 'webmail' }));
}

/** After a new password: the session goes on under another token. */
export async function changePassword(current: string, next: string): Promise<void> {
  await take(await requestJson<SessionAnswer>('/api/password', { current, next }));
}

export async function signOut(): Promise<void> {
  await requestJson<void>('/api/sign-out', {}).catch(() => undefined);
  useCsrfToken(null);
  // A new page: nothing of this mailbox stays in memory.
  location.assign('/owa/');
}

async function take(answer: SessionAnswer): Promise<void> {
  if (!answer.signedIn) {
    setState({ kind: 'signed-out' });
    return;
  }
  useCsrfToken(answer.csrfToken);
  adoptRegional(answer.mailbox.regional);
  await followMailboxLanguage(answer.mailbox.language);
  setState({
    kind: 'signed-in',
    session: { ...answer.mailbox, isAdministrator: answer.isAdministrator, mustEnrol: answer.mustEnrol },
  });
}

/** Kept on the mailbox; everything is shown that way at once. @throws RequestError */
export async function changeRegional(change: Partial<Regional>): Promise<void> {
  const regional = await requestJson<Regional>('/api/regional-settings', change);
  adoptRegional(regional);
  const language = regional.language?.slice(0, 2) ?? null;
  // The page of sign-in, where nobody is known yet, speaks the language that was chosen last.
  if (change.language !== undefined) rememberLanguage(language);
  await followMailboxLanguage(language);
  if (state.kind === 'signed-in') {
    setState({ kind: 'signed-in', session: { ...state.session, regional, language } });
  }
}

/** The language of the pages, chosen by somebody who is signed in: kept on the mailbox, whatever form of it was there. */
export async function chooseOwnLanguage(language: Language): Promise<void> {
  const before = state.kind === 'signed-in' ? state.session.regional.language : null;
  await followMailboxLanguage(language);
  rememberLanguage(language);
  if (before?.startsWith(`${language}-`) !== true) await changeRegional({ language });
}

function setState(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}
