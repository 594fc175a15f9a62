import { ecpSettings } from '../../../domain/configuration/ecp-settings.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { idles } from '../../idle-parameter.ts';
import { settingsCmdlets } from '../../settings-cmdlets.ts';
import { virtualDirectoryParameters } from './virtual-directory-parameters.ts';

const [get, set] = settingsCmdlets({
  definition: ecpSettings,
  protocolName: 'Exchange Control Panel',
  kind: 'server',
  directoryName: 'ecp (Default Web Site)',
  sessions: null,
  roles: ['Exchange Virtual Directories'],
  defaultColumns: ['Name', 'Server'],
  examples: [
    {
      command: 'Get-EcpVirtualDirectory | Set-EcpVirtualDirectory -ExternalUrl https://mail.contoso.com/ecp',
      explanation: {
        en: 'As runbooks set the addresses of a server.',
        fr: 'Comme les scripts définissent les adresses d’un serveur.',
      },
    },
  ],
});

export const getEcpVirtualDirectory = defineCmdlet({ ...get, parameters: virtualDirectoryParameters(get) });

export const setEcpVirtualDirectory = defineCmdlet({
  ...set,
  parameters: [
    ...set.parameters,
    ...idles(
      ['WindowsAuthentication', 'DigestAuthentication'],
      { kind: 'boolean' },
      {
        en: 'the admin center signs in with a page',
        fr: 'le centre d’administration a sa page d’ouverture de session',
      },
    ),
  ],
});
