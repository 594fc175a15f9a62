import { useSyncExternalStore } from 'react';
import { followMailboxLanguage } from '../language/language.ts';
import { onSessionExpired, RequestError, requestJson, useCsrfToken } from './request.ts';

/** Who is signed in, as `GET /api/session` and `POST /api/sign-in` tell it. */
export interface Session {
  readonly displayName: string;
  readonly primarySmtpAddress: string;
  readonly isAdministrator: boolean;
  readonly language: string | null;
}

export type SessionState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'signed-in'; readonly session: Session };

type SessionAnswer =
  | { readonly signedIn: false }
  | {
      readonly signedIn: true;
      readonly csrfToken: string;
      readonly isAdministrator: boolean;
      readonly mailbox: Omit<Session, 'isAdministrator'>;
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
export async function signIn(userName: string, password: string): Promise<void> {
  await take(await requestJson<SessionAnswer>('/api/sign-in', { userName, password, application: 'webmail' }));
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
  await followMailboxLanguage(answer.mailbox.language);
  setState({ kind: 'signed-in', session: { ...answer.mailbox, isAdministrator: answer.isAdministrator } });
}

function setState(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}
