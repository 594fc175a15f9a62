import { request } from 'node:https';
import type { ManagementObject } from '@relais/management-contract';
import { type CmdletContext, defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
import { reachableAddress } from './test-protocol-connectivity.ts';
import { endingAfter } from './time-limit.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
}

const limitSeconds = 30;

export const testOutlookWebServices = defineCmdlet({
  name: 'Test-OutlookWebServices',
  synopsis: {
    en: 'Asks the automatic configuration of mail programs as Outlook and Thunderbird do.',
    fr: 'Interroge la configuration automatique des logiciels de messagerie comme Outlook et Thunderbird.',
  },
  description: {
    en: 'The address book, availability and Exchange Web Services that Exchange tests besides do not exist here.',
    fr: 'Le carnet d’adresses, la disponibilité et Exchange Web Services, testés aussi par Exchange, n’existent pas ici.',
  },
  parameters: [
    {
      name: 'Identity',
      type: { kind: 'identity', of: 'Mailbox' },
      position: 1,
      pipeline: 'both',
      help: {
        en: 'Whose settings are asked for; an address of the default domain when left out.',
        fr: 'La boîte dont les paramètres sont demandés ; une adresse du domaine par défaut sinon.',
      },
    },
    {
      name: 'ClientAccessServer',
      type: { kind: 'identity', of: 'Server' },
      help: { en: 'The server; this one when left out.', fr: 'Le serveur ; celui-ci par défaut.' },
    },
    {
      name: 'TrustAnySSLCertificate',
      type: { kind: 'switch' },
      help: {
        en: 'A certificate that clients would refuse does not fail the test.',
        fr: 'Un certificat que les clients refuseraient ne fait pas échouer le test.',
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
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Test-OutlookWebServices alice@contoso.com -TrustAnySSLCertificate | Format-Table',
      explanation: { en: 'What her mail program is told.', fr: 'Ce qui est dit à son logiciel.' },
    },
  ],
  defaultColumns: ['Source', 'ServiceEndpoint', 'Scenario', 'Result', 'Latency', 'Error'],
  roles: ['Monitoring', 'Exchange Virtual Directories'],
  async *run(context, parameters) {
    const { services } = context;
    requireThisServer(services, parameters.get<string>('ClientAccessServer'));
    const identity = parameters.get<string>('Identity');
    const address =
      identity === undefined
        ? `postmaster@${services.directory.acceptedDomains().find(({ isDefault }) => isDefault)?.domainName ?? 'localhost'}`
        : (requireMailbox(services, identity).emailAddresses[0] ?? identity);
    const trustAny = parameters.isOn('TrustAnySSLCertificate');
    const envelope =
      '<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request>' +
      `<EMailAddress>${address.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`;
    yield await scenario(
      context,
      trustAny,
      'AutoDiscoverOutlookProvider',
      '/autodiscover/autodiscover.xml',
      envelope,
      /<Protocol>/,
    );
    yield await scenario(
      context,
      trustAny,
      'ThunderbirdAutoconfiguration',
      `/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=${encodeURIComponent(address)}`,
      null,
      /<(?:incoming|outgoing)Server/,
    );
  },
});

async function scenario(
  context: CmdletContext,
  trustAny: boolean,
  name: string,
  path: string,
  body: string | null,
  good: RegExp,
): Promise<ManagementObject> {
  const { services } = context;
  const web = services.services().find((service) => service.name.toLowerCase() === 'w3svc');
  const secure = web?.bound.find(({ port }) => port === 443 + services.serverFacts.portOffset) ?? web?.bound[0];
  const started = performance.now();
  let failure: string | null = null;
  try {
    if (secure === undefined) throw new Error('W3SVC is stopped.');
    const answer = await ask(context, reachableAddress(secure.address), secure.port, path, body, trustAny);
    if (answer.status !== 200) failure = `HTTP ${answer.status}: ${answer.body.slice(0, 200)}`;
    else if (!good.test(answer.body))
      failure = /<Message>([^<]*)/.exec(answer.body)?.[1] ?? 'The answer names no server.';
  } catch (cause) {
    failure = cause instanceof Error ? cause.message : String(cause);
  }
  return {
    Source: services.server.fqdn,
    ServiceEndpoint: `${services.server.fqdn}${path.split('?')[0]}`,
    Scenario: name,
    ScenarioDescription: name,
    Result: failure === null ? 'Success' : 'Failure',
    Latency: Math.round(performance.now() - started),
    Error: failure ?? '',
    Verbose: '',
    MonitoringEventId: failure === null ? 'Success' : 'Error',
  };
}

function ask(
  { services, signal }: CmdletContext,
  address: string,
  port: number,
  path: string,
  body: string | null,
  trustAny: boolean,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: address,
        port,
        path,
        method: body === null ? 'GET' : 'POST',
        servername: services.server.fqdn,
        rejectUnauthorized: !trustAny,
        headers: {
          host: services.server.fqdn,
          ...(body === null ? {} : { 'content-type': 'text/xml; charset=utf-8' }),
        },
        signal: endingAfter(signal, limitSeconds),
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          if (text.length < 65_536) text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}
