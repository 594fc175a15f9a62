import type { Language } from '@relais/management-contract';
import type { Mailbox } from '../../domain/directory/directory.ts';
import type { AccountStore } from '../../domain/mail/account-store.ts';
import type { OneTimeCredentials } from '../authentication/one-time-credentials.ts';
import type { ProtocolSettings } from '../client-settings/client-settings.ts';
import { type TestIdentity, testSetting } from './test-setting.ts';
import type { DayText, TestStep } from './test-step.ts';

export interface ClientSettingsTest {
  readonly settings: ProtocolSettings;
  readonly mailbox: Mailbox;
  readonly account: AccountStore;
  readonly oneTimeCredentials: OneTimeCredentials;
  readonly language: Language;
  readonly dayText: DayText;
  readonly signal: AbortSignal;
}

const credentialLifeMs = 60_000;

/** Somebody of ours, who signs in with passwords made for the test. */
export function ownIdentity(
  mailbox: Mailbox,
  account: AccountStore | null,
  oneTimeCredentials: OneTimeCredentials,
): TestIdentity {
  return {
    userName: mailbox.userPrincipalName,
    emailAddress: mailbox.emailAddresses[0] ?? mailbox.userPrincipalName,
    account,
    credential: (protocol) => oneTimeCredentials.issue(mailbox.guid, protocol, credentialLifeMs),
  };
}

/** Connects to every published server as a mail program would; never throws for what a server does. */
export async function* testClientSettings(test: ClientSettingsTest): AsyncGenerator<TestStep> {
  const identity = ownIdentity(test.mailbox, test.account, test.oneTimeCredentials);
  for (const protocol of ['pop', 'imap', 'smtp'] as const) {
    const setting = test.settings[protocol];
    if (setting === null || test.signal.aborted) continue;
    const { language, dayText, signal } = test;
    yield* testSetting(protocol, setting, { identity, language, dayText, signal });
  }
}
