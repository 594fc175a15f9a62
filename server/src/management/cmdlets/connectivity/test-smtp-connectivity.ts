import { parseBinding } from '../../../domain/configuration/binding.ts';
import { testSetting } from '../../../services/connection-test/test-setting.ts';
import type { TestStep } from '../../../services/connection-test/test-step.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { serverIdentity } from '../organization/server-parameter.ts';
import { reachableAddress } from './test-protocol-connectivity.ts';
import { endingAfter } from './time-limit.ts';

const perBindingSeconds = 30;

export const testSmtpConnectivity = defineCmdlet({
  name: 'Test-SmtpConnectivity',
  synopsis: {
    en: 'Connects to every binding of every receive connector and says how it answers.',
    fr: 'Se connecte à chaque liaison de chaque connecteur de réception et indique la réponse.',
  },
  parameters: [
    serverIdentity,
    {
      name: 'MonitoringContext',
      type: { kind: 'boolean' },
      withoutEffect: true,
      help: { en: 'Accepted and without effect.', fr: 'Accepté et sans effet.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Test-SmtpConnectivity | Format-Table ReceiveConnector,EndPoint,StatusCode,Details',
      explanation: { en: 'Every port of SMTP.', fr: 'Tous les ports de SMTP.' },
    },
  ],
  defaultColumns: ['Server', 'ReceiveConnector', 'Binding', 'StatusCode', 'Details'],
  roles: ['Monitoring', 'Receive Connectors'],
  async *run(context, parameters) {
    const { services } = context;
    requireThisServer(services, parameters.get<string>('Identity'));
    const action = {
      en: `Testing SMTP connectivity of server "${services.server.name}".`,
      fr: `Test de la connectivité SMTP du serveur « ${services.server.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    for (const connector of services.receiveConnectors.list().filter(({ Enabled }) => Enabled)) {
      for (const text of connector.Bindings) {
        const binding = parseBinding(text);
        if (binding === null || context.signal.aborted) continue;
        const address = reachableAddress(binding.address);
        const over: TestStep[] = [];
        const setting = {
          serverName: connector.Fqdn,
          port: binding.port,
          encryption: connector.ImplicitTls ? ('SSL' as const) : ('None' as const),
        };
        for await (const step of testSetting('smtp', setting, {
          identity: null,
          trustAnyCertificate: true,
          address,
          language: context.language,
          signal: endingAfter(context.signal, perBindingSeconds),
        })) {
          if (step.outcome !== 'running') over.push(step);
        }
        const bad = over.find(({ outcome }) => outcome === 'bad');
        yield {
          Server: services.server.name,
          ReceiveConnector: `${services.server.name}\\${connector.Name}`,
          Binding: text,
          EndPoint: address.includes(':') ? `[${address}]:${binding.port}` : `${address}:${binding.port}`,
          StatusCode: statusCode(bad),
          Details: bad?.detail ?? '',
        };
      }
    }
  },
});

/** The words of reference §5.4. */
function statusCode(bad: TestStep | undefined): string {
  if (bad === undefined) return 'Success';
  if (bad.step === 'connect' || bad.step === 'resolve') return 'Unable to connect';
  return /answered: 4|a répondu : 4/.test(bad.detail ?? '') ? 'Transient error' : 'Permanent error';
}
