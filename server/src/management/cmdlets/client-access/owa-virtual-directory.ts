import { owaSettings } from '../../../domain/configuration/owa-settings.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { idles } from '../../idle-parameter.ts';
import { settingsCmdlets } from '../../settings-cmdlets.ts';
import { virtualDirectoryParameters } from './virtual-directory-parameters.ts';

const [get, set] = settingsCmdlets({
  definition: owaSettings,
  protocolName: 'Outlook Web App',
  kind: 'server',
  directoryName: 'owa (Default Web Site)',
  sessions: null,
  roles: ['Exchange Virtual Directories'],
  defaultColumns: ['Name', 'Server', 'OwaVersion'],
  examples: [
    {
      command: 'Get-OwaVirtualDirectory | Set-OwaVirtualDirectory -ExternalUrl https://mail.contoso.com/owa',
      explanation: {
        en: 'Where users outside find it; iisreset publishes it.',
        fr: 'Où la trouvent les utilisateurs de l’extérieur ; iisreset le publie.',
      },
    },
    {
      command: "Set-OwaVirtualDirectory 'owa (Default Web Site)' -LogonFormat UserName -DefaultDomain contoso.com",
      explanation: { en: 'alice signs in as alice.', fr: 'alice ouvre sa session avec « alice ».' },
    },
  ],
});

export const getOwaVirtualDirectory = defineCmdlet({
  ...get,
  parameters: virtualDirectoryParameters(get),
  async *run(context, parameters) {
    const objects = get.run(context, parameters);
    if (objects instanceof Promise) return;
    for await (const object of objects) yield { ...object, OwaVersion: 'Exchange2013' };
  },
});

export const setOwaVirtualDirectory = defineCmdlet({
  ...set,
  parameters: [
    ...set.parameters,
    ...idles(
      [
        'WindowsAuthentication',
        'DigestAuthentication',
        'LogonPagePublicPrivateSelectionEnabled',
        'LogonPageLightSelectionEnabled',
        'RedirectToOptimalOWAServer',
      ],
      { kind: 'boolean' },
      {
        en: 'webmail has one sign-in page, for everybody',
        fr: 'la messagerie web a une seule page d’ouverture de session, pour tous',
      },
    ),
  ],
});
