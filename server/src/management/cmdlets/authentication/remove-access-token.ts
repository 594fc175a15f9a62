import { defineCmdlet } from '../../engine/cmdlet.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import { requireAuthority } from '../permissions/require-authority.ts';

export const removeAccessToken = defineCmdlet({
  name: 'Remove-AccessToken',
  synopsis: {
    en: 'Revokes an access token; the next request that carries it is refused.',
    fr: 'Révoque un jeton d’accès ; la prochaine requête qui le porte est refusée.',
  },
  parameters: [
    {
      name: 'Identity',
      type: { kind: 'string', maxLength: 64 },
      mandatory: true,
      position: 1,
      pipeline: 'both',
      help: {
        en: 'Its Identity, as Get-AccessToken shows it.',
        fr: 'Son Identity, tel que l’affiche Get-AccessToken.',
      },
    },
  ],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Get-AccessToken | Where-Object { $_.Expired } | Remove-AccessToken',
      explanation: { en: 'Clears away what has expired.', fr: 'Supprime ce qui a expiré.' },
    },
  ],
  roles: ['Role Management'],
  async run(context, parameters) {
    const { services } = context;
    const id = parameters.get<string>('Identity') ?? '';
    const found = services.identity.accessTokens.find(id);
    const user = found === null ? null : services.directory.findMailbox(found.mailbox);
    if (found === null || user === null) throw objectNotFound(id, services.server.fqdn);
    requireAuthority(context, user);
    const action = {
      en: `Revoking the access token "${found.name}" of "${user.name}".`,
      fr: `Révocation du jeton d’accès « ${found.name} » de « ${user.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await services.identity.accessTokens.revoke(id);
    context.changed(user.name, { AccessToken: [found.name, null] });
  },
});
