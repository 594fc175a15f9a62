import type { ManagementObject } from '@relais/management-contract';
import { parseConnectionSetting } from '../../../domain/configuration/connection-setting.ts';
import type { SettingsDefinition } from '../../../platform/settings/define-settings.ts';
import { imapSettings } from '../../../protocols/imap/settings.ts';
import { popSettings } from '../../../protocols/pop3/settings.ts';
import type { ClientSetting } from '../../../services/client-settings/client-settings.ts';
import { advertisedSetting } from '../../../services/client-settings/create-client-settings.ts';
import { type Observed, type SettingTest, testSetting } from '../../../services/connection-test/test-setting.ts';
import type { TestedProtocol, TestStep } from '../../../services/connection-test/test-step.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { mailboxCredentialParameter, testedPerson, testMailboxParameter } from './tested-person.ts';
import { endingAfter, spanSince, timeoutParameter } from './time-limit.ts';

type Scope = 'External' | 'Internal';

/** A setting that users are given, or will be after iisreset. */
interface AdvertisedSetting {
  readonly protocol: TestedProtocol;
  readonly scope: Scope;
  readonly setting: ClientSetting;
  /** False until the next web restart. */
  readonly isPublished: boolean;
}

const protocolNames = { pop: 'POP3', imap: 'IMAP4', smtp: 'SMTP' } as const;

export const testConnectionSettings = defineCmdlet({
  name: 'Test-ConnectionSettings',
  synopsis: {
    en: 'Proves the server settings that users are given: names, ports, certificates, TLS and sign-in as they really answer.',
    fr: 'Vérifie les paramètres de serveur donnés aux utilisateurs : noms, ports, certificats, TLS et connexion tels qu’ils répondent.',
  },
  description: {
    en: 'Connects to every value of InternalConnectionSettings and ExternalConnectionSettings and to every advertised receive connector as a mail program would, and puts out one object for each. Nothing is sent and no message is touched.',
    fr: 'Se connecte à chaque valeur d’InternalConnectionSettings et d’ExternalConnectionSettings et à chaque connecteur de réception publié comme le ferait un logiciel de messagerie, et produit un objet pour chacun. Rien n’est envoyé et aucun message n’est touché.',
  },
  parameters: [
    {
      name: 'Server',
      type: { kind: 'identity', of: 'Server' },
      position: 1,
      pipeline: 'by-property-name',
      aliases: ['Identity'],
      help: { en: 'The server; this one when left out.', fr: 'Le serveur ; celui-ci par défaut.' },
    },
    {
      name: 'Protocol',
      type: {
        kind: 'enum',
        values: [{ name: 'IMAP4', alsoKnownAs: ['IMAP'] }, { name: 'POP3', alsoKnownAs: ['POP'] }, { name: 'SMTP' }],
      },
      list: true,
      help: { en: 'Only these protocols.', fr: 'Seulement ces protocoles.' },
    },
    {
      name: 'Scope',
      type: { kind: 'enum', values: [{ name: 'External' }, { name: 'Internal' }] },
      list: true,
      help: {
        en: 'Only the settings for outside, or for inside.',
        fr: 'Seulement les paramètres externes, ou internes.',
      },
    },
    testMailboxParameter,
    mailboxCredentialParameter,
    timeoutParameter(60),
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Test-ConnectionSettings | Format-Table Protocol,Scope,Setting,Result,Error -Wrap',
      explanation: { en: 'What works for users.', fr: 'Ce qui fonctionne pour les utilisateurs.' },
    },
    {
      command: 'Test-ConnectionSettings -Scope External | Format-List Setting,Certificate*',
      explanation: { en: 'Names and expiry of the certificates.', fr: 'Noms et expiration des certificats.' },
    },
  ],
  defaultColumns: ['Protocol', 'Scope', 'Setting', 'Published', 'SignIn', 'Result', 'Error'],
  roles: ['Monitoring', 'POP3 and IMAP4 Protocols'],
  async *run(context, parameters) {
    const { services } = context;
    requireThisServer(services, parameters.get<string>('Server'));
    const protocols = parameters.list<string>('Protocol', []) ?? [];
    const scopes = parameters.list<string>('Scope', []) ?? [];
    const wanted = advertisedSettings(services)
      .filter(({ protocol }) => protocols.length === 0 || protocols.includes(protocolNames[protocol]))
      .filter(({ scope }) => scopes.length === 0 || scopes.includes(scope));
    if (wanted.length === 0) {
      context.warn({
        en: 'Nothing is configured for users here: Set-ImapSettings -ExternalConnectionSettings, Set-ReceiveConnector -AdvertiseClientSettings.',
        fr: 'Rien n’est configuré ici pour les utilisateurs : Set-ImapSettings -ExternalConnectionSettings, Set-ReceiveConnector -AdvertiseClientSettings.',
      });
    }
    const identity = await testedPerson(context, parameters);
    const seconds = parameters.get<number>('Timeout') ?? 60;
    for (const [index, advertised] of wanted.entries()) {
      if (context.signal.aborted) return;
      context.progress(
        { en: 'Testing connection settings', fr: 'Test des paramètres de connexion' },
        settingText(advertised.setting),
        Math.round((index / wanted.length) * 100),
      );
      const signal = endingAfter(context.signal, seconds);
      yield await answerOf(advertised, { identity, lightMode: true, language: context.language, signal });
    }
  },
});

/** Every value that is configured for users, each once; what is in use first. */
function advertisedSettings(services: ManagementServices): readonly AdvertisedSetting[] {
  const incoming = (protocol: TestedProtocol, definition: SettingsDefinition): AdvertisedSetting[] =>
    (['External', 'Internal'] as const).flatMap((scope) => {
      const name = `${scope}ConnectionSettings`;
      const texts = (values: unknown): readonly string[] => (values as Record<string, readonly string[]>)[name] ?? [];
      const published = texts(services.settings.effective(definition)).map((text) => text.toLowerCase());
      return texts(services.settings.configured(definition)).flatMap((text) => {
        const parsed = parseConnectionSetting(text);
        if (parsed === null) return [];
        const { host, port, encryption } = parsed;
        const setting = { serverName: host, port, encryption };
        return [{ protocol, scope, setting, isPublished: published.includes(text.toLowerCase()) }];
      });
    });
  const published = services.receiveConnectors
    .effectiveForWeb()
    .map(advertisedSetting)
    .map((setting) => setting && settingText(setting));
  // One command covers inside and outside for SMTP (reference §2.6).
  const outgoing = services.receiveConnectors
    .list()
    .map(advertisedSetting)
    .filter((setting) => setting !== null)
    .map(
      (setting): AdvertisedSetting => ({
        protocol: 'smtp',
        scope: 'External',
        setting,
        isPublished: published.includes(settingText(setting)),
      }),
    );
  return [...incoming('pop', popSettings), ...incoming('imap', imapSettings), ...outgoing];
}

async function answerOf(
  { protocol, scope, setting, isPublished }: AdvertisedSetting,
  test: SettingTest,
): Promise<ManagementObject> {
  const observed: Observed = {};
  const started = performance.now();
  const over: TestStep[] = [];
  for await (const step of testSetting(protocol, setting, test, observed)) {
    if (step.outcome !== 'running') over.push(step);
  }
  const outcomeOf = (name: TestStep['step']): TestStep['outcome'] | undefined =>
    over.find(({ step }) => step === name)?.outcome;
  const first = (outcome: TestStep['outcome']): string | undefined =>
    over.filter((step) => step.outcome === outcome).map(({ step, detail }) => `${step}: ${detail ?? ''}`)[0];
  const { certificate } = observed;
  return {
    Protocol: protocolNames[protocol],
    Scope: scope,
    Setting: settingText(setting),
    ServerName: setting.serverName,
    Port: setting.port,
    Encryption: setting.encryption,
    Published: isPublished,
    Result: first('bad') !== undefined ? 'Failure' : first('warning') !== undefined ? 'Warning' : 'Success',
    NameResolves: outcomeOf('resolve') === 'good',
    Address: observed.address ?? '',
    PortOpen: outcomeOf('connect') === 'good',
    StartTlsOffered: observed.startTlsOffered ?? null,
    TlsVersion: observed.tlsVersion ?? '',
    CertificateSubject: certificate?.subject ?? '',
    CertificateNames: certificate?.names ?? [],
    CertificateThumbprint: certificate?.thumbprint ?? '',
    CertificateExpires: certificate?.notAfter ?? null,
    CertificateFitsName: certificate?.fitsName ?? null,
    CertificateTrusted: certificate?.isTrusted ?? null,
    SignIn: { good: 'Success', bad: 'Failure', warning: 'Warning', skipped: 'Skipped', running: 'Skipped' }[
      outcomeOf('sign-in') ?? 'skipped'
    ],
    UserName: test.identity?.userName ?? '',
    Error: first('bad') ?? first('warning') ?? '',
    Steps: over.map(
      ({ step, outcome, ms, detail }) =>
        `${step} ${outcome}${ms === undefined ? '' : ` ${ms} ms`}${detail === undefined ? '' : `: ${detail}`}`,
    ),
    Latency: spanSince(started),
    Identity: `${protocolNames[protocol]}\\${scope}\\${settingText(setting)}`,
  };
}

function settingText({ serverName, port, encryption }: ClientSetting): string {
  return `${serverName}:${port}${encryption === 'None' ? '' : `:${encryption}`}`;
}
