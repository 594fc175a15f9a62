import { createCmdletHost } from '../../engine/create-cmdlet-host.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { currentConfiguration } from './configuration-parts.ts';

export const exportRelaisConfiguration = defineCmdlet({
  name: 'Export-RelaisConfiguration',
  synopsis: {
    en: 'Gives settings, domains and connectors as one JSON text.',
    fr: 'Donne paramètres, domaines et connecteurs en un texte JSON.',
  },
  description: {
    en: 'Passwords and keys are not in it, and nothing that you may not set yourself. Mailboxes and mail are saved by relais backup.',
    fr: 'Sans mots de passe ni clés, et sans rien que vous ne puissiez modifier vous-même. Les boîtes et le courrier sont sauvegardés par relais backup.',
  },
  parameters: [],
  supportsShouldProcess: false,
  examples: [
    {
      command: '(Export-RelaisConfiguration).Json | Set-Content relais.json',
      explanation: {
        en: 'Into a file, to keep beside your scripts.',
        fr: 'Dans un fichier, à garder avec vos scripts.',
      },
    },
  ],
  defaultColumns: ['Server', 'Exported', 'Json'],
  roles: ['Organization Configuration'],
  async *run({ services, caller, cmdlets }) {
    const host = createCmdletHost({ caller, services, cmdlets });
    const configuration = await currentConfiguration(host, services.server.name, services.clock.now());
    yield {
      Server: configuration.server,
      Exported: new Date(services.clock.now()),
      Json: JSON.stringify(configuration, null, 2),
    };
  },
});
