import type { ParameterDescription } from '@relais/management-contract';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { idle, idles } from '../../idle-parameter.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { nothingModified } from '../find-named.ts';
import { serverIdentity } from './server-parameter.ts';

const home = { en: 'this server reports to nobody', fr: 'ce serveur ne rend compte à personne' };
const directory = { en: 'there is no Active Directory here', fr: 'il n’y a pas d’Active Directory ici' };

const exchangeServerParameters: readonly ParameterDescription[] = [
  ...idles(['CustomerFeedbackEnabled', 'ErrorReportingEnabled'], { kind: 'boolean' }, home, { nullable: true }),
  idle(
    'InternetWebProxy',
    { kind: 'uri' },
    { en: 'the web is asked without a proxy', fr: 'le web est consulté sans proxy' },
    { nullable: true },
  ),
  idle('ProductKey', { kind: 'string', maxLength: 64 }, { en: 'no key is needed', fr: 'aucune clé n’est nécessaire' }),
  ...idles(
    ['StaticDomainControllers', 'StaticGlobalCatalogs', 'StaticExcludedDomainControllers'],
    { kind: 'string', maxLength: 255 },
    directory,
    { list: true, nullable: true },
  ),
  idle('StaticConfigDomainController', { kind: 'string', maxLength: 255 }, directory, { nullable: true }),
  idle(
    'MonitoringGroup',
    { kind: 'string', maxLength: 255 },
    { en: 'there is one server', fr: 'il n’y a qu’un serveur' },
    { nullable: true },
  ),
];

/** Nothing of what Exchange keeps on its servers changes anything here: scripts pass, and each parameter says so. */
export const setExchangeServer = defineCmdlet({
  name: 'Set-ExchangeServer',
  synopsis: {
    en: 'Takes what installation scripts set on a server; none of it changes anything here.',
    fr: 'Accepte ce que des scripts d’installation définissent sur un serveur ; rien n’y change quoi que ce soit ici.',
  },
  parameters: [{ ...serverIdentity, mandatory: true }, ...exchangeServerParameters, domainControllerParameter],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-ExchangeServer CAS01 -ErrorReportingEnabled $false',
      explanation: { en: 'It never does.', fr: 'Il n’en envoie jamais.' },
    },
  ],
  roles: ['Exchange Servers'],
  async run(context, given) {
    requireThisServer(context.services, given.get<string>('Identity'));
    context.warn(nothingModified(context.services.server.name));
  },
});

export const setClientAccessServer = defineCmdlet({
  name: 'Set-ClientAccessServer',
  synopsis: {
    en: 'Takes what installation scripts set on a Client Access server; none of it changes anything here.',
    fr: 'Accepte ce que des scripts d’installation définissent sur un serveur d’accès au client ; rien n’y change quoi que ce soit ici.',
  },
  parameters: [
    { ...serverIdentity, mandatory: true },
    idle(
      'AutoDiscoverServiceInternalUri',
      { kind: 'uri' },
      {
        en: 'clients find it by DNS (Get-DnsRecordAdvice)',
        fr: 'les clients le trouvent par le DNS (Get-DnsRecordAdvice)',
      },
      { nullable: true },
    ),
    idle(
      'AutoDiscoverSiteScope',
      { kind: 'string', maxLength: 255 },
      { en: 'there is one site', fr: 'il n’y a qu’un site' },
      { list: true, nullable: true },
    ),
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        'Set-ClientAccessServer CAS01 -AutoDiscoverServiceInternalUri https://mail.contoso.com/Autodiscover/Autodiscover.xml',
      explanation: { en: 'The DNS decides here.', fr: 'Le DNS en décide ici.' },
    },
  ],
  roles: ['Exchange Servers'],
  async run(context, given) {
    requireThisServer(context.services, given.get<string>('Identity'));
    context.warn(nothingModified(context.services.server.name));
  },
});
