import type { SignInResult } from '../../services/authentication/authenticator.ts';
import { HttpRefusal } from '../refusal.ts';

/** Why somebody is not let in, in words for him. Unknown user and wrong password read the same. */
export function signInRefusal(result: Exclude<SignInResult, { kind: 'signed-in' }>): HttpRefusal {
  switch (result.kind) {
    case 'bad-credentials':
      return new HttpRefusal(401, 'BadCredentials', {
        en: 'The user name or the password is not right. The user name is the whole e-mail address.',
        fr: 'Le nom d’utilisateur ou le mot de passe est incorrect. Le nom d’utilisateur est l’adresse de messagerie entière.',
      });
    case 'protocol-disabled':
      return new HttpRefusal(403, 'DoorClosed', {
        en: 'The password is right, but access through the browser is turned off for this mailbox. An administrator can turn it on (Set-CASMailbox -OWAEnabled $true).',
        fr: 'Le mot de passe est correct, mais l’accès par le navigateur est désactivé pour cette boîte aux lettres. Un administrateur peut l’activer (Set-CASMailbox -OWAEnabled $true).',
      });
    case 'second-factor-required':
      return new HttpRefusal(401, 'SecondFactorRequired', {
        en: 'This account has a second factor, so its password alone is not enough. Sign in with a browser, or use an access token (New-AccessToken) in scripts.',
        fr: 'Ce compte a un second facteur : son mot de passe seul ne suffit pas. Connectez-vous avec un navigateur, ou utilisez un jeton d’accès (New-AccessToken) dans les scripts.',
      });
    case 'app-password-required':
      return new HttpRefusal(401, 'AppPasswordRequired', {
        en: 'Mail programs need an app password here: make one in webmail, Options > Account > My account > App passwords.',
        fr: 'Les logiciels de messagerie ont besoin ici d’un mot de passe d’application : créez-en un dans la messagerie web, Options > Compte > Mon compte > Mots de passe d’application.',
      });
    case 'account-disabled':
      return new HttpRefusal(403, 'AccountDisabled', {
        en: 'This account is disabled. An administrator can enable it again.',
        fr: 'Ce compte est désactivé. Un administrateur peut le réactiver.',
      });
    case 'throttled':
      return throttledRefusal(result.retryAfterMs);
  }
}

function throttledRefusal(retryAfterMs: number): HttpRefusal {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  const minutes = Math.ceil(seconds / 60);
  const wait =
    seconds < 90
      ? { en: `${seconds} seconds`, fr: `${seconds} secondes` }
      : { en: `${minutes} minutes`, fr: `${minutes} minutes` };
  return new HttpRefusal(
    429,
    'Throttled',
    {
      en: `Too many wrong passwords were tried. Nothing was checked this time; try again in ${wait.en}. Nothing is locked for good.`,
      fr: `Trop de mots de passe incorrects ont été essayés. Rien n’a été vérifié cette fois ; réessayez dans ${wait.fr}. Rien n’est verrouillé définitivement.`,
    },
    { 'retry-after': String(seconds) },
  );
}
