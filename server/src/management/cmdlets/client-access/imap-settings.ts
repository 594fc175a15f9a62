import { imapSettings } from '../../../protocols/imap/settings.ts';
import { settingsCmdlets } from '../../settings-cmdlets.ts';

export const [getImapSettings, setImapSettings] = settingsCmdlets({
  definition: imapSettings,
  protocolName: 'IMAP4',
  sessions: 'IMAP4',
  roles: ['POP3 and IMAP4 Protocols'],
  defaultColumns: ['UnencryptedOrTLSBindings', 'SSLBindings', 'LoginType', 'X509CertificateName'],
  examples: [
    {
      command: 'Set-ImapSettings -ExternalConnectionSettings {mail.contoso.com:993:SSL}',
      explanation: {
        en: 'Shows users this address in webmail, after iisreset.',
        fr: 'Montre cette adresse aux utilisateurs dans la messagerie web, après iisreset.',
      },
    },
    {
      command: 'Set-ImapSettings -Server CAS01 -AuthenticatedConnectionTimeout 00:20:00 -WhatIf',
      explanation: {
        en: 'Names the sessions that a shorter time-out would concern, and changes nothing.',
        fr: 'Nomme les sessions qu’un délai plus court concernerait, sans rien changer.',
      },
    },
    {
      command: 'Set-ImapSettings -SSLBindings @{Add="10.0.0.5:1993"}',
      explanation: { en: 'Listens on one more address.', fr: 'Écoute sur une adresse de plus.' },
    },
  ],
});
