import { useQuery, useQueryClient } from '@tanstack/react-query';
import { request, requestJson } from '@relais/browser-frame/server/request.ts';

/** The answers of `server/src/http/user-api` about what the user proves himself with. */
export interface Factor {
  readonly id: string;
  readonly kind: 'totp' | 'passkey';
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

export interface Security {
  readonly factors: readonly Factor[];
  readonly recoveryCodesLeft: number;
  readonly passkeysPossible: boolean;
  readonly required: boolean;
  readonly mailProgramsNeedAppPassword: boolean;
}

export interface SignIn {
  readonly at: string;
  readonly remoteAddress: string;
  readonly client: string | null;
  readonly method: string;
  readonly result: string;
}

export type Scope = 'imap' | 'pop' | 'smtp' | 'jmap';

export interface AppPassword {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly expired: boolean;
  readonly lastUse: { readonly at: string; readonly remoteAddress: string; readonly client: string | null } | null;
}

export function useSecurity() {
  return useQuery({ queryKey: ['security'], staleTime: 0, queryFn: () => requestJson<Security>('/api/security') });
}

export function useSignIns(enabled: boolean) {
  return useQuery({
    queryKey: ['sign-ins'],
    enabled,
    staleTime: 0,
    queryFn: async () => (await requestJson<{ value: readonly SignIn[] }>('/api/sign-ins')).value,
  });
}

export function useAppPasswords() {
  return useQuery({
    queryKey: ['app-passwords'],
    staleTime: 0,
    queryFn: () => requestJson<{ enabled: boolean; value: readonly AppPassword[] }>('/api/app-passwords'),
  });
}

/** Asks for both anew after a change. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: ['security'] });
    await queries.invalidateQueries({ queryKey: ['app-passwords'] });
  };
}

/** With the language, for refusals that are shown as they come. */
export function send<T>(method: 'POST' | 'DELETE', path: string, body?: object): Promise<T> {
  return requestJson<T>(path, body ?? (method === 'POST' ? {} : undefined), {
    method,
    headers: {
      'Accept-Language': document.documentElement.lang,
      ...(method === 'POST' ? { 'Content-Type': 'application/json' } : {}),
    },
  });
}

export async function confirmPassword(password: string): Promise<void> {
  await request('/api/security/confirm', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang },
    body: JSON.stringify({ password }),
  });
}

export async function addPasskey(name: string): Promise<readonly string[] | null> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  const { ticket, options } = await send<{
    ticket: string;
    options: Parameters<typeof startRegistration>[0]['optionsJSON'];
  }>('POST', '/api/security/passkey');
  const passkey = await startRegistration({ optionsJSON: options });
  const answer = await send<{ recoveryCodes: readonly string[] | null }>('POST', '/api/security/passkey/confirm', {
    ticket,
    passkey,
    name,
  });
  return answer.recoveryCodes;
}
