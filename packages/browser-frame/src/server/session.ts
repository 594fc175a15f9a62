import { useSyncExternalStore } from 'react';
import { type Language } from '../language/current-language.ts';
import { isSomethingInHand } from '../frame/work-in-hand.ts';
import { followMailboxLanguage, rememberLanguage } from '../language/language.ts';
import { adoptRegional, type Regional } from '../language/regional.ts';
import { keepCsrfToken, onSessionExpired, RequestError, requestJson } from './request.ts';

/** Who is signed in, as `GET /api/session` and `POST /api/sign-in` tell it. */
export interface Session {
  readonly displayName: string;
  readonly primarySmtpAddress: string;
  /** The mailbox's own setting; `null`: the browser decides. */
  readonly language: string | null;
  /** How dates and times are written for its owner, and in which zone. */
  readonly regional: Regional;
  readonly roleGroups: readonly string[];
  readonly isAdministrator: boolean;
  readonly serverName: string;
  /** The organisation asks for a second factor and there is none: nothing else works before. */
  readonly mustEnrol: boolean;
}

export type SessionState =
  | { readonly kind: 'unknown' }
  /**
   * `endedFor`: whose sign-in the server ended while the page was open, by his address. `isInTheMiddle`: he had something in hand;
   * of what he left himself, in this tab or another, nothing stays.
   */
  | { readonly kind: 'signed-out'; readonly endedFor: string | null; readonly isInTheMiddle: boolean }
  | { readonly kind: 'signed-in'; readonly session: Session };

/** Which application is opened: each is a door of its own, which may be closed to somebody. */
export type ApplicationName = 'admin-center' | 'webmail';

/** What is asked for after the password; `ticket` is good for five minutes. */
export interface SecondFactor {
  readonly ticket: string;
  readonly totp: boolean;
  readonly passkey: boolean;
  readonly recoveryCode: boolean;
}

type OfMailbox = 'displayName' | 'primarySmtpAddress' | 'language' | 'regional';

type SessionAnswer =
  | { readonly signedIn: false; readonly secondFactor?: SecondFactor }
  | ({
      readonly signedIn: true;
      readonly csrfToken: string;
      readonly mailbox: Pick<Session, OfMailbox>;
    } & Omit<Session, OfMailbox>);

let state: SessionState = { kind: 'unknown' };
const listeners = new Set<() => void>();

onSessionExpired(() => {
  // Of several requests that find it ended the first one saw the page as it was.
  if (state.kind === 'signed-out') return;
  setState({ kind: 'signed-out', endedFor: whoWas(), isInTheMiddle: isSomethingInHand() });
});

/**
 * Other tabs of this browser share the sign-in: who signs out in one leaves nothing on the screen in another, and who signs
 * in again goes on in all.
 */
const otherTabs = new BroadcastChannel('relais-session');
otherTabs.addEventListener('message', () => {
  if (state.kind !== 'unknown') void resumeSession().catch(() => undefined);
});

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
    setState({ kind: 'signed-out', endedFor: whoWas(), isInTheMiddle: false });
  }
}

/** @throws RequestError with the server's words about why not, in the language of the page. */
export async function signIn(
  application: ApplicationName,
  userName: string,
  password: string,
): Promise<SecondFactor | null> {
  const answer = await requestJson<SessionAnswer>('/api/sign-in', { userName, password, application });
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
export async function signInWithPasskey(application: ApplicationName): Promise<void> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const { ticket, options } = await requestJson<{
    ticket: string;
    options: Parameters<typeof startAuthentication>[0]['optionsJSON'];
  }>('/api/sign-in/passkey-options', {});
  const passkey = await startAuthentication({ optionsJSON: options });
  await take(await requestJson<SessionAnswer>('/api/sign-in/passkey', { ticket, passkey, application }));
}

/** After a new password: the session goes on under another token. */
export async function changePassword(current: string, next: string): Promise<void> {
  await take(await requestJson<SessionAnswer>('/api/password', { current, next }));
}

export async function signOut({ everywhere = false }: { readonly everywhere?: boolean } = {}): Promise<void> {
  await requestJson<void>(everywhere ? '/api/sign-out-everywhere' : '/api/sign-out', {}).catch(() => undefined);
  otherTabs.postMessage('signed-out');
  keepCsrfToken(null);
  // A new page: nothing of what was shown stays in memory.
  location.assign(`/${location.pathname.split('/')[1]}/`);
}

async function take(answer: SessionAnswer): Promise<void> {
  if (!answer.signedIn) {
    setState({ kind: 'signed-out', endedFor: whoWas(), isInTheMiddle: false });
    return;
  }
  const { mailbox, roleGroups, isAdministrator, serverName, mustEnrol } = answer;
  const before = whoWas();
  if (before !== null && before !== mailbox.primarySmtpAddress) {
    // Somebody else, where another one's sign-in had ended: a new page, as after signing out.
    location.assign(`/${location.pathname.split('/')[1]}/`);
    return;
  }
  keepCsrfToken(answer.csrfToken);
  adoptRegional(mailbox.regional);
  await followMailboxLanguage(mailbox.language);
  const isBack = state.kind === 'signed-out';
  setState({ kind: 'signed-in', session: { ...mailbox, roleGroups, isAdministrator, serverName, mustEnrol } });
  if (isBack) otherTabs.postMessage('signed-in');
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

/** Who is signed in, or was until the server ended it. */
function whoWas(): string | null {
  if (state.kind === 'signed-in') return state.session.primarySmtpAddress;
  return state.kind === 'signed-out' ? state.endedFor : null;
}

function setState(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}
