import { defineCmdlet } from '../../engine/cmdlet.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
import { accessTokenObject } from './access-token-object.ts';

export const getAccessToken = defineCmdlet({
  name: 'Get-AccessToken',
  synopsis: {
    en: 'Shows the access tokens of scripts: whom they act as, until when, and when they were used last.',
    fr: 'Affiche les jetons d’accès des scripts : au nom de qui, jusqu’à quand, et leur dernière utilisation.',
  },
  parameters: [
    {
      name: 'User',
      type: { kind: 'identity', of: 'Mailbox' },
      position: 1,
      pipeline: 'both',
      help: { en: "One user's.", fr: 'Ceux d’un utilisateur.' },
    },
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-AccessToken | Sort-Object LastUsed | Format-Table Name,User,RoleGroup,LastUsed,ExpirationDate',
      explanation: {
        en: 'Those that nothing uses any more come first.',
        fr: 'Ceux qui ne servent plus viennent en premier.',
      },
    },
  ],
  defaultColumns: ['Name', 'User', 'RoleGroup', 'ExpirationDate', 'LastUsed'],
  roles: ['Role Management', 'View-Only Configuration'],
  async *run({ services }, parameters) {
    const identity = parameters.get<string>('User');
    const user = identity === undefined ? null : requireMailbox(services, identity);
    for (const token of services.identity.accessTokens.all())
      if (user === null || token.mailbox === user.guid) yield accessTokenObject(services, token);
  },
});
