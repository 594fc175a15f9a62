import { defineCmdlet } from '../../engine/cmdlet.ts';
import { mailboxIdentity, matchMailboxes } from '../recipients/find-mailbox.ts';
import { appPasswordObject } from './app-password-object.ts';

export const getAppPassword = defineCmdlet({
  name: 'Get-AppPassword',
  synopsis: {
    en: 'Shows app passwords: what they open, until when, and when and from where they were used last.',
    fr: 'Affiche les mots de passe d’application : ce qu’ils ouvrent, jusqu’à quand, et leur dernière utilisation.',
  },
  parameters: [{ ...mailboxIdentity, name: 'Mailbox', aliases: ['Identity'], wildcards: true }],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-AppPassword alice | Format-Table Name,Scope,LastUsed,LastRemoteAddress',
      explanation: { en: "One person's.", fr: 'Ceux d’une personne.' },
    },
    {
      command: 'Get-AppPassword | Where-Object { $_.Expired } | Remove-AppPassword',
      explanation: { en: 'Clears away what has expired.', fr: 'Supprime ce qui a expiré.' },
    },
  ],
  defaultColumns: ['Mailbox', 'Name', 'Scope', 'ExpirationDate', 'LastUsed', 'LastClient'],
  roles: ['Mail Recipients', 'View-Only Recipients', 'Reset Password'],
  async *run({ services }, parameters) {
    for (const mailbox of matchMailboxes(services, parameters.get<string>('Mailbox')))
      for (const password of services.identity.appPasswords.of(mailbox.guid))
        yield appPasswordObject(services, password);
  },
});
