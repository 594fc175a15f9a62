import { type ManagementObject, TimeSpan } from '@relais/management-contract';
import { parseBinding } from '../../../domain/configuration/binding.ts';
import type { SettingsDefinition } from '../../../platform/settings/define-settings.ts';
import { imapSettings } from '../../../protocols/imap/settings.ts';
import { popSettings } from '../../../protocols/pop3/settings.ts';
import { type TestIdentity, testSetting } from '../../../services/connection-test/test-setting.ts';
import type { TestStep } from '../../../services/connection-test/test-step.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { type Cmdlet, type CmdletContext, defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { mailboxCredentialParameter, testedPerson, testMailboxParameter } from './tested-person.ts';
import { endingAfter, timeoutParameter } from './time-limit.ts';

const protocols = {
  imap: { noun: 'Imap', name: 'IMAP4', short: 'IMAP', definition: imapSettings, plain: 143, secure: 993 },
  pop: { noun: 'Pop', name: 'POP3', short: 'POP', definition: popSettings, plain: 110, secure: 995 },
} as const;

type ConnectionType = 'Plaintext' | 'Ssl' | 'Tls';

/** Test-ImapConnectivity, with the parameters and the output of reference §5.4. */
export const testImapConnectivity = connectivityCmdlet('imap');
/** Test-PopConnectivity. */
export const testPopConnectivity = connectivityCmdlet('pop');

function connectivityCmdlet(protocol: 'imap' | 'pop'): Cmdlet {
  const { noun, name, plain, secure } = protocols[protocol];
  return defineCmdlet({
    name: `Test-${noun}Connectivity`,
    synopsis: {
      en: `Signs in to the ${name} service as a client would and says how long it took.`,
      fr: `Se connecte au service ${name} comme un client et indique le temps nécessaire.`,
    },
    description: {
      en: 'Without LightMode a message is looked for in the inbox too. Who signs in gets a password made for the test, unless -MailboxCredential is given.',
      fr: 'Sans LightMode, la boîte de réception est aussi consultée. Un mot de passe créé pour le test sert à la connexion, sauf si -MailboxCredential est indiqué.',
    },
    parameters: [
      {
        name: 'ClientAccessServer',
        type: { kind: 'identity', of: 'Server' },
        position: 1,
        pipeline: 'both',
        aliases: ['Identity'],
        help: { en: 'The server; this one when left out.', fr: 'Le serveur ; celui-ci par défaut.' },
      },
      {
        name: 'MailboxServer',
        type: { kind: 'identity', of: 'Server' },
        help: {
          en: 'The server of the mailbox; this one when left out.',
          fr: 'Le serveur de la boîte ; celui-ci par défaut.',
        },
      },
      mailboxCredentialParameter,
      testMailboxParameter,
      {
        name: 'ConnectionType',
        type: {
          kind: 'enum',
          values: [
            { name: 'Plaintext', number: 0 },
            { name: 'Ssl', number: 1 },
            { name: 'Tls', number: 2 },
          ],
        },
        defaultText: 'Ssl',
        help: {
          en: 'Ssl: TLS from the first byte; Tls: begun by command; Plaintext: none.',
          fr: 'Ssl : TLS dès le premier octet ; Tls : démarré par commande ; Plaintext : aucun.',
        },
      },
      {
        name: 'PortClientAccessServer',
        type: { kind: 'int', min: 0, max: 65_535 },
        help: {
          en: `The port; the first of the service's bindings when left out or 0 (usually ${secure}, or ${plain}).`,
          fr: `Le port ; celui de la première liaison du service par défaut ou si 0 (en général ${secure}, ou ${plain}).`,
        },
      },
      {
        name: 'LightMode',
        type: { kind: 'switch' },
        help: { en: 'Signs in and nothing more.', fr: 'Se connecte, sans plus.' },
      },
      {
        name: 'TrustAnySSLCertificate',
        type: { kind: 'switch' },
        help: {
          en: 'A certificate that clients would refuse does not fail the test.',
          fr: 'Un certificat que les clients refuseraient ne fait pas échouer le test.',
        },
      },
      timeoutParameter(180),
      {
        name: 'PerConnectionTimeout',
        type: { kind: 'int', min: 0, max: 120 },
        defaultText: '120',
        help: { en: 'Seconds for one connection.', fr: 'Secondes pour une connexion.' },
      },
      {
        name: 'ResetTestAccountCredentials',
        type: { kind: 'switch' },
        withoutEffect: true,
        help: {
          en: 'Accepted and without effect: the password is made anew for each test.',
          fr: 'Accepté et sans effet : le mot de passe est recréé à chaque test.',
        },
      },
      {
        name: 'MonitoringContext',
        type: { kind: 'switch' },
        withoutEffect: true,
        help: { en: 'Accepted and without effect.', fr: 'Accepté et sans effet.' },
      },
      domainControllerParameter,
    ],
    supportsShouldProcess: true,
    examples: [
      {
        command: `Test-${noun}Connectivity -ClientAccessServer CAS01 -ConnectionType Ssl -TrustAnySSLCertificate | Format-List`,
        explanation: {
          en: 'The whole way, with a self-signed certificate.',
          fr: 'Tout le chemin, avec un certificat auto-signé.',
        },
      },
      {
        command: `Test-${noun}Connectivity -LightMode -MailboxCredential (Get-Credential)`,
        explanation: { en: 'Whether somebody’s password works.', fr: 'Si un mot de passe fonctionne.' },
      },
    ],
    defaultColumns: ['CasServer', 'LocalSite', 'Scenario', 'Result', 'LatencyInMillisecondsString', 'Error'],
    roles: ['Monitoring', 'POP3 and IMAP4 Protocols'],
    async *run(context, parameters) {
      requireThisServer(context.services, parameters.get<string>('ClientAccessServer'));
      requireThisServer(context.services, parameters.get<string>('MailboxServer'));
      const action = {
        en: `Testing ${name} connectivity of server "${context.services.server.name}".`,
        fr: `Test de la connectivité ${name} du serveur « ${context.services.server.name} ».`,
      };
      if (!context.shouldProcess(action)) return;
      yield await outcome(context, parameters, protocol);
    },
  });
}

async function outcome(
  context: CmdletContext,
  parameters: BoundParameters,
  protocol: 'imap' | 'pop',
): Promise<ManagementObject> {
  const { services, language } = context;
  const { noun, name, short } = protocols[protocol];
  const type = parameters.get<ConnectionType>('ConnectionType') ?? 'Ssl';
  const endpoint = endpointOf(context, protocol, type, parameters.get<number>('PortClientAccessServer') ?? 0);
  const identity: TestIdentity | null = await testedPerson(context, parameters);
  const limits = [parameters.get<number>('Timeout') ?? 180, parameters.get<number>('PerConnectionTimeout') ?? 120];
  const seconds = limits.filter((limit) => limit > 0).toSorted((one, other) => one - other)[0] ?? 0;
  const started = performance.now();
  const over: TestStep[] = [];
  const setting = {
    serverName: services.server.fqdn,
    port: endpoint?.port ?? 0,
    encryption: { Plaintext: 'None', Ssl: 'SSL', Tls: 'TLS' }[type] as 'None' | 'SSL' | 'TLS',
  };
  if (endpoint !== null && identity !== null) {
    for await (const step of testSetting(protocol, setting, {
      identity,
      lightMode: parameters.isOn('LightMode'),
      trustAnyCertificate: parameters.isOn('TrustAnySSLCertificate'),
      address: endpoint.address,
      language,
      signal: endingAfter(context.signal, seconds),
    })) {
      if (step.outcome !== 'running') over.push(step);
    }
  }
  const bad = over.find((step) => step.outcome === 'bad');
  const skipped =
    endpoint === null
      ? { en: `${name} has no binding of this kind.`, fr: `${name} n’a aucune liaison de ce type.` }[language]
      : identity === null
        ? { en: 'There is no mailbox to sign in with.', fr: 'Aucune boîte ne peut se connecter.' }[language]
        : null;
  const milliseconds = performance.now() - started;
  const scenario = `Test ${name} Connectivity`;
  return {
    LocalSite: 'Default-First-Site-Name',
    SecureAccess: type !== 'Plaintext',
    VirtualDirectoryName: '',
    Url: '',
    UrlType: 'Unknown',
    Port: setting.port,
    ConnectionType: type,
    CasServer: services.server.name,
    ClientAccessServerShortName: services.server.name.toLowerCase(),
    LocalSiteShortName: 'Default-First-Site-Name',
    ClientAccessServer: services.server.fqdn,
    Scenario: scenario,
    ScenarioDescription: {
      en: `Sign in to ${name}${parameters.isOn('LightMode') ? '' : ' and read the inbox'} as ${identity?.userName ?? ''}.`,
      fr: `Connexion à ${name}${parameters.isOn('LightMode') ? '' : ' et lecture de la boîte de réception'} en tant que ${identity?.userName ?? ''}.`,
    }[language],
    PerformanceCounterName: `${noun}Connectivity-Latency`,
    Result: skipped !== null ? 'Skipped' : bad === undefined ? 'Success' : 'Failure',
    Error: skipped ?? (bad === undefined ? '' : `${short} Error: ${bad.detail ?? bad.step}`),
    UserName: identity?.userName ?? '',
    Latency: new TimeSpan(Math.round(milliseconds)),
    EventType: bad === undefined ? 'Success' : 'Error',
    LatencyInMillisecondsString: milliseconds.toFixed(2),
    Steps: over.map(
      ({ step, outcome: how, ms, detail }) => `${step} ${how} ${ms ?? 0} ms${detail ? `: ${detail}` : ''}`,
    ),
    Identity: '',
    IsValid: true,
    ObjectState: 'New',
  };
}

/** Where this machine reaches the service: every-address bindings are reached over the loopback. */
function endpointOf(
  { services }: CmdletContext,
  protocol: 'imap' | 'pop',
  type: ConnectionType,
  port: number,
): { readonly address: string; readonly port: number } | null {
  const definition: SettingsDefinition = protocols[protocol].definition;
  const values = services.settings.effective(definition) as unknown as {
    readonly SSLBindings: readonly string[];
    readonly UnencryptedOrTLSBindings: readonly string[];
  };
  const bindings = (type === 'Ssl' ? values.SSLBindings : values.UnencryptedOrTLSBindings)
    .map(parseBinding)
    .filter((binding) => binding !== null);
  const binding = bindings.find((candidate) => candidate.port === port) ?? bindings[0];
  if (binding === undefined) return port === 0 ? null : { address: '127.0.0.1', port };
  return { address: reachableAddress(binding.address), port: port === 0 ? binding.port : port };
}

/** The address by which a binding is reached from the machine itself. */
export function reachableAddress(address: string): string {
  return address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
}
