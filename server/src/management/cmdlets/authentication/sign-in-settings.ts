import { signInSettings } from '../../../services/authentication/sign-in-settings.ts';
import { settingsCmdlets } from '../../settings-cmdlets.ts';

export const [getSignInSettings, setSignInSettings] = settingsCmdlets({
  definition: signInSettings,
  protocolName: 'sign-in',
  frenchName: 'de connexion',
  sessions: null,
  roles: ['Organization Configuration'],
  defaultColumns: ['SecondFactorRequiredFor', 'AllowPasswordWithSecondFactor', 'AppPasswordsEnabled', 'OAuthIssuer'],
  examples: [
    {
      command: 'Set-SignInSettings -SecondFactorRequiredFor Administrators',
      explanation: {
        en: 'Whoever is in a role group needs an authenticator app or a passkey to administer.',
        fr: 'Quiconque appartient à un groupe de rôles a besoin d’une application d’authentification ou d’une clé d’accès pour administrer.',
      },
    },
    {
      command:
        'Set-SignInSettings -OAuthIssuer https://login.contoso.com -OAuthAudience mail -OAuthKeySetUrl https://login.contoso.com/jwks',
      explanation: {
        en: 'Mail programs may sign in with tokens of this issuer.',
        fr: 'Les logiciels de messagerie peuvent se connecter avec des jetons de cet émetteur.',
      },
    },
  ],
});
