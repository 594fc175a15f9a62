import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type Language, type LocalisedText, textIn } from '@relais/management-contract';
import type { Mailbox } from '../../domain/directory/directory.ts';
import type { AccountStore } from '../../domain/mail/account-store.ts';
import type { OneTimeCredentials } from '../authentication/one-time-credentials.ts';
import type { ClientSetting, ProtocolSettings } from '../client-settings/client-settings.ts';
import { judgeCertificate } from './judge-certificate.ts';
import { ProbeConnection } from './probe-connection.ts';
import { StepFailure, type StepFinding, type TestedProtocol, type TestStep, type TestStepName } from './test-step.ts';
import { imapConversation } from './imap-conversation.ts';
import { popConversation } from './pop-conversation.ts';
import { smtpConversation } from './smtp-conversation.ts';

/** What a person has in front of him: the settings to try, and what he types as user name. */
export interface TestedSettings extends ProtocolSettings {
  readonly userName: string;
  readonly emailAddress: string;
}

export interface ClientSettingsTest {
  readonly settings: TestedSettings;
  readonly mailbox: Mailbox;
  readonly account: AccountStore;
  readonly oneTimeCredentials: OneTimeCredentials;
  readonly language: Language;
  readonly signal: AbortSignal;
}

/** What a protocol's conversation gets. */
export interface ConversationContext {
  readonly connection: ProbeConnection;
  readonly setting: ClientSetting;
  readonly userName: string;
  readonly emailAddress: string;
  readonly account: AccountStore;
  readonly signal: AbortSignal;
  /** A password that is good for one sign-in at this protocol's door. */
  newPassword(): string;
  /** The handshake and the judgement of the certificate, as two steps. */
  secure(): AsyncGenerator<TestStep>;
  /** Times a piece of work and reports it as one step. A failure ends the conversation. */
  step(name: TestStepName, work: () => Promise<StepFinding | undefined>): AsyncGenerator<TestStep>;
}

const conversations = {
  pop: { steps: ['greeting', 'tls', 'certificate', 'sign-in', 'fetch'], run: popConversation },
  imap: { steps: ['greeting', 'tls', 'certificate', 'sign-in', 'fetch', 'push'], run: imapConversation },
  smtp: { steps: ['greeting', 'tls', 'certificate', 'sign-in', 'send', 'arrive'], run: smtpConversation },
} as const satisfies Record<
  TestedProtocol,
  {
    readonly steps: readonly TestStepName[];
    readonly run: (context: ConversationContext) => AsyncGenerator<TestStep>;
  }
>;

const credentialLifeMs = 60_000;

/** Connects to every published server as a mail program would; never throws for what a server does. */
export async function* testClientSettings(test: ClientSettingsTest): AsyncGenerator<TestStep> {
  for (const protocol of ['pop', 'imap', 'smtp'] as const) {
    const setting = test.settings[protocol];
    if (setting !== null && !test.signal.aborted) yield* testProtocol(protocol, setting, test);
  }
}

async function* testProtocol(
  protocol: TestedProtocol,
  setting: ClientSetting,
  test: ClientSettingsTest,
): AsyncGenerator<TestStep> {
  const { steps, run } = conversations[protocol];
  const open: { connection: ProbeConnection | null } = { connection: null };
  const credentials: { revoke(): void }[] = [];
  const done = new Set<TestStepName>();

  async function* step(name: TestStepName, work: () => Promise<StepFinding | undefined>): AsyncGenerator<TestStep> {
    yield { protocol, step: name, outcome: 'running' };
    done.add(name);
    const started = performance.now();
    let finding: StepFinding;
    let failure: unknown = null;
    try {
      finding = (await work()) ?? { outcome: 'good' };
    } catch (cause) {
      failure = cause;
      finding = { outcome: 'bad', text: wordsFor(cause) };
    }
    const detail = finding.text === undefined ? {} : { detail: textIn(finding.text, test.language) };
    yield { protocol, step: name, outcome: finding.outcome, ms: Math.round(performance.now() - started), ...detail };
    if (failure !== null || (finding.outcome === 'bad' && finding.goOn !== true)) throw new EndOfConversation();
  }

  try {
    let address = '';
    yield* step('resolve', async () => {
      address = await resolve(setting.serverName);
      return { outcome: 'good', text: { en: address, fr: address } };
    });
    yield* step('connect', async () => {
      open.connection = await ProbeConnection.open(address, setting.port, test.signal);
      return undefined;
    });
    const connection = open.connection as ProbeConnection | null;
    if (connection === null) return;
    let secured: TLSSocket | null = null;
    async function* secure(): AsyncGenerator<TestStep> {
      yield* step('tls', async () => {
        secured = await connection!.startTls(setting.serverName);
        const version = secured.getProtocol() ?? 'TLS';
        return { outcome: 'good', text: { en: version, fr: version } };
      });
      yield* step('certificate', async () =>
        judgeCertificate(secured as unknown as TLSSocket, setting.serverName, Date.now()),
      );
    }
    yield* run({
      connection,
      setting,
      userName: test.settings.userName,
      emailAddress: test.settings.emailAddress,
      account: test.account,
      signal: test.signal,
      step,
      secure,
      newPassword: () => {
        const credential = test.oneTimeCredentials.issue(test.mailbox.guid, protocol, credentialLifeMs);
        credentials.push(credential);
        return credential.password;
      },
    });
  } catch (cause) {
    if (!(cause instanceof EndOfConversation)) throw cause;
    for (const name of steps) {
      const isMeant = setting.encryption !== 'None' || (name !== 'tls' && name !== 'certificate');
      if (!done.has(name) && isMeant) yield { protocol, step: name, outcome: 'skipped' };
    }
  } finally {
    for (const credential of credentials) credential.revoke();
    open.connection?.close();
  }
}

class EndOfConversation extends Error {}

async function resolve(host: string): Promise<string> {
  const literal = host.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0) return literal;
  try {
    return (await lookup(host)).address;
  } catch {
    throw new StepFailure({
      en: `The name ${host} is not known to the name service. Publish an address (A or AAAA record) for it, or set a name that exists.`,
      fr: `Le nom ${host} est inconnu du service de noms. Publiez une adresse (enregistrement A ou AAAA) pour lui, ou indiquez un nom qui existe.`,
    });
  }
}

function wordsFor(cause: unknown): LocalisedText {
  if (cause instanceof StepFailure) return cause.text;
  const message = cause instanceof Error ? cause.message : String(cause);
  return { en: message, fr: message };
}
