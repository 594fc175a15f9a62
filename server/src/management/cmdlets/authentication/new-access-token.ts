import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
import { accessTokenObject } from './access-token-object.ts';
import { requireFuture } from './require-future.ts';

const usualDays = 90;
const mostDays = 366;
const day = 24 * 3_600_000;

export const newAccessToken = defineCmdlet({
  name: 'New-AccessToken',
  synopsis: {
    en: 'Makes a token for scripts at the REST API and the remote shell, and shows it, once.',
    fr: 'Crée un jeton pour les scripts de l’API REST et du shell distant, et l’affiche, une seule fois.',
  },
  description: {
    en: 'It acts as its user with the role groups that it carries; what the user loses, it loses. It opens no mail.',
    fr: 'Il agit comme son utilisateur avec les groupes de rôles qu’il porte ; ce que l’utilisateur perd, il le perd. Il n’ouvre aucun courrier.',
  },
  parameters: [
    {
      name: 'Name',
      type: { kind: 'string', maxLength: 64 },
      mandatory: true,
      position: 1,
      help: { en: 'What it is for.', fr: 'À quoi il sert.' },
    },
    {
      name: 'User',
      type: { kind: 'identity', of: 'Mailbox' },
      help: { en: 'Whom it acts as; you when left out.', fr: 'Au nom de qui il agit ; vous par défaut.' },
    },
    {
      name: 'RoleGroup',
      type: { kind: 'identity', of: 'RoleGroup' },
      list: true,
      help: {
        en: "Which of the user's role groups it carries; all when left out.",
        fr: 'Lesquels des groupes de rôles de l’utilisateur il porte ; tous par défaut.',
      },
    },
    {
      name: 'ExpirationDate',
      type: { kind: 'datetime' },
      defaultText: '90 days',
      help: { en: 'When it ends, within a year.', fr: 'Quand il prend fin, dans l’année.' },
    },
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        "New-AccessToken -Name 'Nightly report' -User report@contoso.com -RoleGroup 'View-Only Organization Management'",
      explanation: { en: 'Sees everything, changes nothing.', fr: 'Voit tout, ne change rien.' },
    },
  ],
  roles: ['Role Management'],
  async *run(context, parameters) {
    const { services, caller } = context;
    if (caller.kind === 'token')
      throw refusal('TokenMadeByToken', 'PermissionDenied', {
        en: 'A token cannot make tokens: it would outlive itself. Sign in with a password.',
        fr: 'Un jeton ne peut pas créer de jetons : il se survivrait. Connectez-vous avec un mot de passe.',
      });
    const identity = parameters.get<string>('User');
    const user = identity === undefined ? caller.mailbox : requireMailbox(services, identity);
    if (user === null)
      throw refusal('UserMissing', 'InvalidArgument', {
        en: 'The local administrator is nobody in particular; -User says whom the token acts as.',
        fr: 'L’administrateur local n’est personne en particulier ; -User dit au nom de qui le jeton agit.',
      });
    requireAuthority(context, user);
    const asked = parameters.list<string>('RoleGroup', []) ?? user.roleGroups;
    const roleGroups = asked.map((name) => {
      const held = user.roleGroups.find((group) => group.toLowerCase() === name.toLowerCase());
      if (held === undefined)
        throw refusal('RoleGroupNotHeld', 'PermissionDenied', {
          en: `"${user.name}" is not in the role group "${name}"; a token carries what its user has: ${user.roleGroups.join(', ') || 'nothing'}.`,
          fr: `« ${user.name} » n’appartient pas au groupe de rôles « ${name} » ; un jeton porte ce que son utilisateur possède : ${user.roleGroups.join(', ') || 'rien'}.`,
        });
      return held;
    });
    if (roleGroups.length === 0)
      throw refusal('NothingToCarry', 'InvalidArgument', {
        en: `"${user.name}" is in no role group, so a token could do nothing.`,
        fr: `« ${user.name} » n’appartient à aucun groupe de rôles : un jeton ne pourrait rien faire.`,
      });
    const now = services.clock.now();
    const expires =
      requireFuture(services, parameters.get<Date>('ExpirationDate'), 'ExpirationDate')?.getTime() ??
      now + usualDays * day;
    if (expires > now + mostDays * day)
      throw refusal('ExpirationTooLate', 'InvalidArgument', {
        en: `A token lasts ${mostDays} days at most.`,
        fr: `Un jeton dure ${mostDays} jours au plus.`,
      });
    const name = (parameters.get<string>('Name') ?? '').trim();
    const action = {
      en: `Making the access token "${name}" that acts as "${user.name}" (${roleGroups.join(', ')}).`,
      fr: `Création du jeton d’accès « ${name} » qui agit au nom de « ${user.name} » (${roleGroups.join(', ')}).`,
    };
    if (!context.shouldProcess(action)) return;
    const { token, made } = await services.identity.accessTokens.mint({
      mailbox: user.guid,
      name,
      roleGroups,
      expiresAt: expires,
    });
    context.changed(user.name, { AccessToken: [null, name], RoleGroup: [null, roleGroups] });
    context.warn({
      en: 'This is the only time that the token is shown.',
      fr: 'C’est la seule fois que le jeton est affiché.',
    });
    yield { ...accessTokenObject(services, made), Token: token };
  },
});

function refusal(
  id: string,
  category: 'PermissionDenied' | 'InvalidArgument',
  text: { readonly en: string; readonly fr: string },
): CmdletError {
  return new CmdletError({ id, category, exception: 'InvalidOperationException', text });
}
