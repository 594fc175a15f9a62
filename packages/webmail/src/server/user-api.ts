import { useQuery } from '@tanstack/react-query';
import { request, requestJson } from './request.ts';

/** The answers of `server/src/http/user-api`. */
export interface Account {
  readonly displayName: string;
  readonly primarySmtpAddress: string;
  readonly otherAddresses: readonly string[];
  readonly userName: string;
  readonly usedBytes: number;
  readonly limitBytes: number | null;
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
