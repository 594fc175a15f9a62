import { popSettings } from '../../../protocols/pop3/settings.ts';
import { settingsCmdlets } from '../../settings-cmdlets.ts';

export const [getPopSettings, setPopSettings] = settingsCmdlets({
  definition: popSettings,
  protocolName: 'POP3',
  sessions: 'POP3',
  roles: ['POP3 and IMAP4 Protocols'],
  defaultColumns: ['UnencryptedOrTLSBindings', 'SSLBindings', 'LoginType', 'X509CertificateName'],
  examples: [
    {
      command: 'Set-PopSettings -ExternalConnectionSettings {mail.contoso.com:995:SSL}',
      explanation: {
        en: 'Shows users this address in webmail, after iisreset.',
        fr: 'Montre cette adresse aux utilisateurs dans la messagerie web, après iisreset.',
      },
    },
    {
      command: 'Set-PopSettings -LoginType PlainTextLogin',
      explanation: {
        en: 'Takes passwords on unencrypted connections too, after the POP3 services are restarted.',
        fr: 'Accepte aussi les mots de passe sans chiffrement, après le redémarrage des services POP3.',
      },
    },
    {
      command: 'Set-PopSettings -Server CAS01 -MaxConnectionsPerUser 4 -WhatIf',
      explanation: {
        en: 'Names the sessions beyond the new limit.',
        fr: 'Nomme les sessions au-delà de la nouvelle limite.',
      },
    },
  ],
});
