import { asciiDomain } from '../../../domain/queue/address-space.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { dkimObject, ed25519Parameter } from './dkim-object.ts';

export const newDkimSigningConfig = defineCmdlet({
  name: 'New-DkimSigningConfig',
  synopsis: {
    en: 'Makes a DKIM key for a domain. Publish its record before you enable it.',
    fr: 'Crée une clé DKIM pour un domaine. Publiez son enregistrement avant de l’activer.',
  },
  parameters: [
    {
      name: 'DomainName',
      type: { kind: 'string', maxLength: 253 },
      mandatory: true,
      position: 1,
      help: { en: 'An accepted domain.', fr: 'Un domaine accepté.' },
    },
    {
      name: 'Enabled',
      type: { kind: 'boolean' },
      defaultText: '$false',
      help: { en: 'Signs at once.', fr: 'Signe aussitôt.' },
    },
    {
      name: 'KeySize',
      type: { kind: 'enum', values: [{ name: '1024' }, { name: '2048' }] },
      defaultText: '2048',
      help: { en: 'Bits of the RSA key.', fr: 'Taille de la clé RSA en bits.' },
    },
    { ...ed25519Parameter, defaultText: '$false' },
    {
      name: 'Selector',
      type: { kind: 'string', maxLength: 63 },
      help: {
        en: 'The name of the key in the DNS; one with the date when left out.',
        fr: 'Le nom de la clé dans le DNS ; formé avec la date par défaut.',
      },
    },
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'New-DkimSigningConfig contoso.com | Format-List DnsRecord*',
      explanation: { en: 'A key, and what to publish.', fr: 'Une clé, et ce qu’il faut publier.' },
    },
  ],
  defaultColumns: ['Domain', 'Enabled', 'Selector', 'KeySize'],
  roles: ['Send Connectors', 'Exchange Connectors'],
  async *run(context, parameters) {
    const { services } = context;
    const given = parameters.get<string>('DomainName') ?? '';
    const domain = asciiDomain(given) ?? '';
    const accepted = services.directory.acceptedDomains().some(({ domainName }) => domainName.toLowerCase() === domain);
    if (!accepted)
      throw refused(
        'DomainName',
        given,
        `"${given}" isn't an accepted domain.`,
        `« ${given} » n’est pas un domaine accepté.`,
      );
    if (services.dkim.list().some((config) => config.domain === domain))
      throw refused(
        'DomainName',
        given,
        `"${domain}" has a key already; Remove-DkimSigningConfig takes it away.`,
        `« ${domain} » a déjà une clé ; Remove-DkimSigningConfig la supprime.`,
      );
    const now = new Date(services.clock.now());
    const selector =
      parameters.get<string>('Selector') ?? `relais${now.toISOString().slice(0, 10).replaceAll('-', '')}`;
    if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i.test(selector))
      throw refused(
        'Selector',
        selector,
        `"${selector}" isn't a selector; letters, digits and hyphens make one.`,
        `« ${selector} » n’est pas un sélecteur ; lettres, chiffres et traits d’union.`,
      );
    const action = { en: `Making a DKIM key for "${domain}".`, fr: `Création d’une clé DKIM pour « ${domain} ».` };
    if (!context.shouldProcess(action)) return;
    const config = await services.dkim.create({
      domain,
      selector,
      enabled: parameters.isOn('Enabled'),
      keySize: Number(parameters.get<string>('KeySize') ?? '2048'),
      ed25519: parameters.isOn('Ed25519'),
    });
    context.changed(domain);
    yield dkimObject(config);
  },
});

function refused(parameter: string, target: string, en: string, fr: string): CmdletError {
  return new CmdletError({
    id: 'DataValidation',
    category: 'InvalidData',
    exception: 'DataValidationException',
    parameter,
    target: target.slice(0, 253),
    text: { en, fr },
  });
}
