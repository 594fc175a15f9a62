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
}

export type SessionState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'signed-in'; readonly session: Session };

interface SessionAnswer {
  readonly signedIn: boolean;
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
export async function signIn(userName: string, password: string): Promise<void> {
  const answer = await postJson('/api/sign-in', { userName, password, application: 'admin-center' });
  await take((await answer.json()) as SessionAnswer);
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
    },
  });
}

function setState(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}
