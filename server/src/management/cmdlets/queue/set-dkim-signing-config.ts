import { defineCmdlet } from '../../engine/cmdlet.ts';
import { idles } from '../../idle-parameter.ts';
import { dkimIdentity, dkimObject, ed25519Parameter, findDkimConfig } from './dkim-object.ts';

export const setDkimSigningConfig = defineCmdlet({
  name: 'Set-DkimSigningConfig',
  synopsis: {
    en: 'Switches DKIM signing of a domain on or off, and its second signature.',
    fr: 'Active ou désactive la signature DKIM d’un domaine, et sa seconde signature.',
  },
  parameters: [
    { ...dkimIdentity, mandatory: true },
    {
      name: 'Enabled',
      type: { kind: 'boolean' },
      help: { en: 'Whether mail from it is signed.', fr: 'Indique si son courrier est signé.' },
    },
    ed25519Parameter,
    ...idles(
      ['HeaderCanonicalization', 'BodyCanonicalization'],
      { kind: 'enum', values: [{ name: 'Relaxed' }, { name: 'Simple' }] },
      {
        en: 'both are relaxed, which outlives what servers on the way do',
        fr: 'les deux sont « relaxed », qui survit à ce que font les serveurs en chemin',
      },
    ),
    ...idles(
      ['PublishTxtRecords'],
      { kind: 'switch' },
      {
        en: 'the record is published in DNS by whoever keeps it',
        fr: 'l’enregistrement est publié dans le DNS par qui le gère',
      },
    ),
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-DkimSigningConfig contoso.com -Enabled $true',
      explanation: { en: 'Once the record is published.', fr: 'Une fois l’enregistrement publié.' },
    },
    {
      command: 'Set-DkimSigningConfig contoso.com -Ed25519 $true | Format-List Ed25519*',
      explanation: {
        en: 'A second key, and what to publish at once: receivers that know Ed25519 ask for it.',
        fr: 'Une seconde clé, et ce qu’il faut publier aussitôt : les destinataires qui connaissent Ed25519 la demandent.',
      },
    },
  ],
  roles: ['Send Connectors', 'Exchange Connectors'],
  async *run(context, parameters) {
    const { services } = context;
    const identity = parameters.get<string>('Identity') ?? '';
    const { domain, enabled, ed25519 } = findDkimConfig(services, identity);
    const next = parameters.has('Enabled') ? parameters.isOn('Enabled') : enabled;
    const second = parameters.has('Ed25519') ? parameters.isOn('Ed25519') : ed25519 !== undefined;
    const isSecondChanged = second !== (ed25519 !== undefined);
    if (next === enabled && !isSecondChanged) {
      context.warn({
        en: `The command completed successfully but no settings of '${domain}' have been modified.`,
        fr: `La commande s’est terminée correctement mais aucun paramètre de « ${domain} » n’a été modifié.`,
      });
      return;
    }
    const action = {
      en: `Changing DKIM signing of "${domain}": signing ${next ? 'on' : 'off'}, second signature ${second ? 'on' : 'off'}.`,
      fr: `Modification de la signature DKIM de « ${domain} » : signature ${next ? 'activée' : 'désactivée'}, seconde signature ${second ? 'activée' : 'désactivée'}.`,
    };
    if (!context.shouldProcess(action)) return;
    if (next !== enabled) await services.dkim.setEnabled(domain, next);
    if (isSecondChanged) await services.dkim.setEd25519(domain, second);
    context.changed(domain, {
      ...(next === enabled ? {} : { Enabled: [enabled, next] }),
      ...(isSecondChanged ? { Ed25519: [!second, second] } : {}),
    });
    if (isSecondChanged && second) yield dkimObject(findDkimConfig(services, identity));
  },
});
