import { createCmdletHost } from '../../engine/create-cmdlet-host.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { currentConfiguration } from './configuration-parts.ts';
import { currentRecipients, withRecipients } from './configuration-recipients.ts';

export const exportRelaisConfiguration = defineCmdlet({
  name: 'Export-RelaisConfiguration',
  synopsis: {
    en: 'Gives settings, domains, connectors and transport rules as one JSON text.',
    fr: 'Donne paramètres, domaines, connecteurs et règles de transport en un texte JSON.',
  },
  description: {
    en: 'Passwords and keys are not in it, and nothing that you may not set yourself. Mail is saved by relais backup.',
    fr: 'Sans mots de passe ni clés, et sans rien que vous ne puissiez modifier vous-même. Le courrier est sauvegardé par relais backup.',
  },
  parameters: [
    {
      name: 'IncludeRecipients',
      type: { kind: 'switch' },
      help: {
        en: 'Mailboxes, contacts and groups too, with what is known of the people, their settings, signatures, members, permissions and inbox rules, and roles: what was made, changed and taken away, and who is in which role group.',
        fr: 'Aussi les boîtes, contacts et groupes, avec ce que l’on sait des personnes, leurs paramètres, signatures, membres, autorisations et règles, et les rôles : créés, modifiés et retirés, et qui est dans quel groupe de rôles.',
      },
    },
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: '(Export-RelaisConfiguration).Json | Set-Content relais.json',
      explanation: {
        en: 'Into a file, to keep beside your scripts.',
        fr: 'Dans un fichier, à garder avec vos scripts.',
      },
    },
    {
      command: '(Export-RelaisConfiguration -IncludeRecipients).Json | Set-Content organisation.json',
      explanation: {
        en: 'What a new server needs to be as this one, passwords and mail apart.',
        fr: 'Ce qu’il faut à un nouveau serveur pour être comme celui-ci, mots de passe et courrier exceptés.',
      },
    },
  ],
  defaultColumns: ['Server', 'Exported', 'Json'],
  roles: ['Organization Configuration'],
  async *run({ services, caller, cmdlets }, parameters) {
    const host = createCmdletHost({ caller, services, cmdlets });
    const own = await currentConfiguration(host, services.server.name, services.clock.now());
    const described = new Map((await host.describe()).map((cmdlet) => [cmdlet.name, cmdlet]));
    const people = parameters.isOn('IncludeRecipients') ? await currentRecipients({ host, described, services }) : null;
    const configuration = people === null ? own : withRecipients(own, people);
    yield {
      Server: configuration.server,
      Exported: new Date(services.clock.now()),
      Json: JSON.stringify(configuration, null, 2),
    };
  },
});
