import { useQuery } from '@tanstack/react-query';
import { request, requestJson } from '@relais/browser-frame/server/request.ts';

/** The answers of `server/src/http/user-api`. */
export interface Account {
  readonly displayName: string;
  readonly primarySmtpAddress: string;
  readonly otherAddresses: readonly string[];
  readonly userName: string;
  readonly usedBytes: number;
  readonly limitBytes: number | null;
  /** How long what is deleted for good can be recovered; 0: not at all; `null`: without end. */
  readonly recoverableDays: number | null;
}

export type Encryption = 'SSL' | 'TLS' | 'None';

export type ProtocolSetting =
  | { readonly state: 'available'; readonly serverName: string; readonly port: number; readonly encryption: Encryption }
  | { readonly state: 'not-available' }
  /** The protocol is switched off for this mailbox: its block is not shown. */
  | { readonly state: 'hidden' };

export type ClientProtocol = 'pop' | 'imap' | 'smtp';

export interface ClientSettings {
  readonly userName: string;
  readonly emailAddress: string;
  readonly pop: ProtocolSetting;
  readonly imap: ProtocolSetting;
  readonly smtp: ProtocolSetting;
}

export type TestStepName =
  | 'resolve'
  | 'connect'
  | 'greeting'
  | 'tls'
  | 'certificate'
  | 'sign-in'
  | 'fetch'
  | 'push'
  | 'send'
  | 'arrive';

export interface TestStep {
  readonly protocol: ClientProtocol;
  readonly step: TestStepName;
  readonly outcome: 'running' | 'good' | 'warning' | 'bad' | 'skipped';
  readonly ms?: number;
  /** In the language asked for; what is wrong, with which value, and what would be right. */
  readonly detail?: string;
  /** A moment in ISO 8601 that stands in `detail` so: its day is what a person reads. */
  readonly day?: string;
}

export function useAccount() {
  return useQuery({ queryKey: ['account'], queryFn: () => requestJson<Account>('/api/account') });
}

export function useClientSettings() {
  return useQuery({
    queryKey: ['client-settings'],
    // What is shown is what the server says now: an iisreset counts at once.
    staleTime: 0,
    queryFn: () => requestJson<ClientSettings>('/api/client-settings'),
  });
}

/** Runs the test; each step comes as soon as it begins and again when it is over. */
export async function* testClientSettings(language: string, signal: AbortSignal): AsyncGenerator<TestStep> {
  const response = await request('/api/client-settings/test', {
    method: 'POST',
    headers: { Accept: 'application/x-ndjson', 'Accept-Language': language },
    signal,
  });
  if (response.body === null) return;
  let rest = '';
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  while (true) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as TestStep;
  }
}

export type EndReason =
  | 'signed-off'
  | 'client-gone'
  | 'idle-timeout'
  | 'unauthenticated-timeout'
  | 'limit'
  | 'too-many-errors'
  | 'closed-by-administrator'
  | 'access-taken-away'
  | 'service-stopped'
  | 'error';

export interface Connection {
  readonly protocol: 'IMAP4' | 'POP3' | 'SMTP';
  readonly remoteAddress: string;
  readonly client: string | null;
  readonly since: string;
}

export interface EndedConnection extends Connection {
  readonly until: string;
  readonly reason: EndReason;
  readonly detail: string | null;
}

export function useConnections() {
  return useQuery({
    queryKey: ['connections'],
    staleTime: 0,
    refetchInterval: 10_000,
    queryFn: () => requestJson<{ live: readonly Connection[]; ended: readonly EndedConnection[] }>('/api/connections'),
  });
}

export interface BrowserSession {
  readonly id: string;
  readonly current: boolean;
  readonly remoteAddress: string;
  readonly client: string | null;
  readonly lastSeenAt: string;
}

export function useBrowserSessions() {
  return useQuery({
    queryKey: ['sign-in-sessions'],
    staleTime: 0,
    queryFn: async () => (await requestJson<{ value: readonly BrowserSession[] }>('/api/sign-in-sessions')).value,
  });
}
