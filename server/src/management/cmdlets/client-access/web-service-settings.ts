import { webSettings } from '../../../domain/configuration/web-settings.ts';
import { settingsCmdlets } from '../../settings-cmdlets.ts';

export const [getWebServiceSettings, setWebServiceSettings] = settingsCmdlets({
  definition: webSettings,
  protocolName: 'web service',
  frenchName: 'du service web',
  kind: 'server',
  sessions: null,
  roles: ['Exchange Virtual Directories'],
  defaultColumns: ['Name', 'HttpsBindings', 'HttpBindings', 'WebProxyAddresses'],
  examples: [
    {
      command: 'Set-WebServiceSettings -HttpsBindings 0.0.0.0:8443,[::]:8443; iisreset',
      explanation: {
        en: 'Webmail, the admin center and the APIs on another port.',
        fr: 'La messagerie web, le centre d’administration et les API sur un autre port.',
      },
    },
    {
      command: 'Set-WebServiceSettings -MaxConnectionFromSingleIP 5000',
      explanation: {
        en: 'A large office comes from one address. It counts at once, for new connections.',
        fr: 'De grands bureaux arrivent par une seule adresse. Compte aussitôt, pour les nouvelles connexions.',
      },
    },
    {
      command: 'Set-WebServiceSettings -HttpsBindings 127.0.0.1:10443 -WebProxyAddresses 127.0.0.1; iisreset',
      explanation: {
        en: 'Behind a reverse proxy on the same machine, whose X-Forwarded-For is believed.',
        fr: 'Derrière un mandataire inverse de la même machine, dont X-Forwarded-For est cru.',
      },
    },
  ],
});
