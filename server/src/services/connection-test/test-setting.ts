import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type Language, type LocalisedText, textIn } from '@relais/management-contract';
import type { AccountStore } from '../../domain/mail/account-store.ts';
import type { ClientSetting } from '../client-settings/client-settings.ts';
import { imapConversation } from './imap-conversation.ts';
import { judgeCertificate } from './judge-certificate.ts';
import { type ObservedCertificate, observedCertificate } from './observed-certificate.ts';
import { popConversation } from './pop-conversation.ts';
import { ProbeConnection } from './probe-connection.ts';
import { smtpConversation } from './smtp-conversation.ts';
import {
  type DayText,
  dayInWords,
  StepFailure,
  type StepFinding,
  type TestedProtocol,
  type TestStep,
  type TestStepName,
} from './test-step.ts';

/** Who signs in during a test; `account` is the same person's mail where it is ours, for what follows the sign-in. */
export interface TestIdentity {
  readonly userName: string;
  readonly emailAddress: string;
  readonly account: AccountStore | null;
  /** A password for this protocol's door; `revoke` is called when the test is over. */
  credential(protocol: TestedProtocol): { readonly password: string; revoke(): void };
}

export interface SettingTest {
  /** `null`: nobody signs in, the test ends before. */
  readonly identity: TestIdentity | null;
  /** Ends after the sign-in: no message is fetched or sent. */
  readonly lightMode?: boolean;
  /** A certificate that mail programs would refuse is a warning only. */
  readonly trustAnyCertificate?: boolean;
  /** Where to connect instead of asking the name service for the setting's name. */
  readonly address?: string;
  readonly language: Language;
  /** In words unless said otherwise. */
  readonly dayText?: DayText;
  readonly signal: AbortSignal;
}

/** What was seen on the way, as far as the test came. */
export interface Observed {
  address?: string;
  tlsVersion?: string;
  certificate?: ObservedCertificate;
  /** Of plain ports: whether the server offers to begin TLS (STARTTLS, STLS). */
  startTlsOffered?: boolean;
}

/** What a protocol's conversation gets. */
export interface ConversationContext {
  readonly connection: ProbeConnection;
  readonly setting: ClientSetting;
  /** `null`: nobody signs in. */
  readonly identity: TestIdentity | null;
  /** Only for what follows the sign-in; `null` ends the conversation there. */
  readonly account: AccountStore | null;
  readonly signal: AbortSignal;
  readonly observed: Observed;
  newPassword(): string;
  /** The handshake, after `begin` asked the server for it, and the judgement of the certificate: two steps. */
  secure(begin?: () => Promise<unknown>): AsyncGenerator<TestStep>;
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
const afterSignIn: readonly TestStepName[] = ['fetch', 'push', 'send', 'arrive'];

/** Connects to one server as a mail program would; never throws for what a server does. */
export async function* testSetting(
  protocol: TestedProtocol,
  setting: ClientSetting,
  test: SettingTest,
  observed: Observed = {},
): AsyncGenerator<TestStep> {
  const { steps, run } = conversations[protocol];
  const open: { connection: ProbeConnection | null } = { connection: null };
  const credentials: { revoke(): void }[] = [];
  const done = new Set<TestStepName>();
  const { language, dayText = dayInWords } = test;
  const account = test.lightMode === true ? null : (test.identity?.account ?? null);

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
    yield {
      protocol,
      step: name,
      outcome: finding.outcome,
      ms: Math.round(performance.now() - started),
      ...(finding.text === undefined ? {} : { detail: textIn(finding.text, language) }),
      ...(finding.day === undefined ? {} : { day: dayText(finding.day, language) }),
    };
    if (failure !== null || (finding.outcome === 'bad' && finding.goOn !== true)) throw new EndOfConversation();
  }

  async function* secure(begin: () => Promise<unknown> = async () => undefined): AsyncGenerator<TestStep> {
    let secured: TLSSocket | null = null;
    yield* step('tls', async () => {
      await begin();
      secured = await connectionOf(open).startTls(setting.serverName);
      observed.tlsVersion = secured.getProtocol() ?? 'TLS';
      return { outcome: 'good', text: { en: observed.tlsVersion, fr: observed.tlsVersion } };
    });
    yield* step('certificate', async () => {
      const socket = secured as unknown as TLSSocket;
      observed.certificate = observedCertificate(socket, setting.serverName);
      const finding = judgeCertificate(socket, setting.serverName, Date.now(), dayText);
      return finding.outcome === 'bad' && test.trustAnyCertificate === true
        ? { ...finding, outcome: 'warning' }
        : finding;
    });
  }

  try {
    yield* step('resolve', async () => {
      observed.address = test.address ?? (await resolve(setting.serverName));
      return { outcome: 'good', text: { en: observed.address, fr: observed.address } };
    });
    yield* step('connect', async () => {
      open.connection = await ProbeConnection.open(observed.address ?? '', setting.port, test.signal);
      return undefined;
    });
    yield* run({
      connection: connectionOf(open),
      setting,
      identity: test.identity,
      account,
      signal: test.signal,
      observed,
      step,
      secure,
      newPassword: () => {
        const credential = test.identity?.credential(protocol);
        if (credential === undefined) throw new Error('nobody signs in');
        credentials.push(credential);
        return credential.password;
      },
    });
  } catch (cause) {
    if (!(cause instanceof EndOfConversation)) throw cause;
    for (const name of steps) {
      const isMeant =
        (setting.encryption !== 'None' || (name !== 'tls' && name !== 'certificate')) &&
        (account !== null || !afterSignIn.includes(name)) &&
        (test.identity !== null || name !== 'sign-in');
      if (!done.has(name) && isMeant) yield { protocol, step: name, outcome: 'skipped' };
    }
  } finally {
    for (const credential of credentials) credential.revoke();
    open.connection?.close();
  }
}

class EndOfConversation extends Error {}

function connectionOf({ connection }: { connection: ProbeConnection | null }): ProbeConnection {
  if (connection === null) throw new EndOfConversation();
  return connection;
}

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
