import { defineCmdlet } from '../../engine/cmdlet.ts';
import { mailboxIdentity, matchMailboxes } from '../recipients/find-mailbox.ts';

export const getSecondFactor = defineCmdlet({
  name: 'Get-SecondFactor',
  synopsis: {
    en: 'Shows who has which second factors: authenticator apps and passkeys.',
    fr: 'Affiche qui a quels seconds facteurs : applications d’authentification et clés d’accès.',
  },
  parameters: [{ ...mailboxIdentity, name: 'Mailbox', aliases: ['Identity'], wildcards: true }],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-SecondFactor | Format-Table Mailbox,Kind,Name,LastUsed',
      explanation: { en: 'Of everybody.', fr: 'De tout le monde.' },
    },
  ],
  defaultColumns: ['Mailbox', 'Kind', 'Name', 'LastUsed', 'RecoveryCodesLeft'],
  roles: ['Mail Recipients', 'View-Only Recipients', 'Reset Password', 'User Options'],
  async *run({ services }, parameters) {
    const { credentials, recoveryCodes } = services.identity;
    for (const mailbox of matchMailboxes(services, parameters.get<string>('Mailbox'))) {
      for (const factor of [...credentials.of(mailbox.guid, 'totp'), ...credentials.of(mailbox.guid, 'passkey')]) {
        yield {
          Mailbox: mailbox.userPrincipalName,
          Kind: factor.kind === 'totp' ? 'AuthenticatorApp' : 'Passkey',
          Name: factor.name,
          LastUsed: factor.lastUse === null ? null : new Date(factor.lastUse.at),
          LastRemoteAddress: factor.lastUse?.remoteAddress ?? null,
          RecoveryCodesLeft: recoveryCodes.left(mailbox.guid),
          WhenCreated: new Date(factor.createdAt),
          Identity: mailbox.userPrincipalName,
        };
      }
    }
  },
});
