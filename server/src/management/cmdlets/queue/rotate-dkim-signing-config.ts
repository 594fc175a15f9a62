import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { dkimIdentity, dkimObject, findDkimConfig } from './dkim-object.ts';

/** Long enough for the DNS to have it everywhere, as Exchange Online waits. */
const afterMs = 96 * 3_600_000;

export const rotateDkimSigningConfig = defineCmdlet({
  name: 'Rotate-DkimSigningConfig',
  synopsis: {
    en: 'Makes the next DKIM key of a domain, which takes over after 96 hours.',
    fr: 'Crée la prochaine clé DKIM d’un domaine, qui prend le relais après 96 heures.',
  },
  description: {
    en: 'Publish the new record at once; the old key signs until RotateOnDate. Leave the old record in the DNS for a week after it, for mail on its way.',
    fr: 'Publiez aussitôt le nouvel enregistrement ; l’ancienne clé signe jusqu’à RotateOnDate. Laissez l’ancien enregistrement une semaine de plus, pour le courrier en route.',
  },
  parameters: [
    { ...dkimIdentity, mandatory: true },
    {
      name: 'KeySize',
      type: { kind: 'enum', values: [{ name: '1024' }, { name: '2048' }] },
      defaultText: '2048',
      help: { en: 'Bits of the RSA key.', fr: 'Taille de la clé RSA en bits.' },
    },
    {
      name: 'Selector',
      type: { kind: 'string', maxLength: 63 },
      help: {
        en: 'The name of the new key in the DNS; one with the date and time when left out.',
        fr: 'Le nom de la nouvelle clé dans le DNS ; formé avec la date et l’heure par défaut.',
      },
    },
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Rotate-DkimSigningConfig contoso.com | Format-List Next*,RotateOnDate',
      explanation: { en: 'What to publish, and until when.', fr: 'Ce qu’il faut publier, et jusqu’à quand.' },
    },
  ],
  defaultColumns: ['Domain', 'Selector', 'NextSelector', 'RotateOnDate'],
  roles: ['Send Connectors', 'Exchange Connectors'],
  async *run(context, parameters) {
    const { services } = context;
    const config = findDkimConfig(services, parameters.get<string>('Identity') ?? '');
    const now = services.clock.now();
    const selector =
      parameters.get<string>('Selector') ??
      `relais${new Date(now)
        .toISOString()
        .slice(0, 16)
        .replace(/[^0-9]/g, '')}`;
    if (
      !/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i.test(selector) ||
      selector.toLowerCase() === config.selector.toLowerCase()
    )
      throw new CmdletError({
        id: 'DataValidation',
        category: 'InvalidData',
        exception: 'DataValidationException',
        parameter: 'Selector',
        target: selector,
        text: {
          en: `"${selector}" isn't a new selector; letters, digits and hyphens make one, and the key in use has another.`,
          fr: `« ${selector} » n’est pas un nouveau sélecteur ; lettres, chiffres et traits d’union, autre que celui de la clé en service.`,
        },
      });
    const action = {
      en: `Making the next DKIM key for "${config.domain}".`,
      fr: `Création de la prochaine clé DKIM pour « ${config.domain} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const changed = await services.dkim.rotate(config.domain, {
      selector,
      keySize: Number(parameters.get<string>('KeySize') ?? '2048'),
      from: now + afterMs,
    });
    context.changed(config.domain, { NextSelector: [config.next?.selector ?? null, selector] });
    yield dkimObject(changed);
  },
});
