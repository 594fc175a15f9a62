import { useMemo } from 'react';
import { useWords } from '../language/words.ts';
import type { ObjectSection } from './object-dialog.tsx';
import { SettingsPage } from './settings-page.tsx';

/** Permissions > Sign-in: who needs a second factor, how long browsers stay signed in, whose tokens are taken. */
export function SignInSettings() {
  const t = useWords();
  const sections = useMemo<readonly ObjectSection[]>(
    () => [
      {
        id: 'second-factor',
        label: t('signInSettings.secondFactor'),
        fields: [
          {
            name: 'SecondFactorRequiredFor',
            choices: {
              Nobody: t('signInSettings.nobody'),
              Administrators: t('signInSettings.administrators'),
              Everyone: t('signInSettings.everyone'),
            },
          },
          { name: 'AllowPasswordWithSecondFactor' },
          { name: 'AppPasswordsEnabled' },
          { name: 'ScramEnabled' },
          { name: 'SmtpScramPlusEnabled' },
        ],
      },
      {
        id: 'browsers',
        label: t('signInSettings.browsers'),
        fields: [
          { name: 'WebSessionIdleTimeout', label: t('signInSettings.idle'), unit: 'minutes' },
          { name: 'WebSessionLifetime', label: t('signInSettings.lifetime'), unit: 'minutes' },
        ],
      },
      {
        id: 'tokens',
        label: t('signInSettings.tokens'),
        fields: [
          { name: 'OAuthIssuer', placeholder: 'https://login.example.com' },
          { name: 'OAuthAudience', placeholder: 'mail' },
          { name: 'OAuthKeySetUrl', placeholder: 'https://login.example.com/jwks' },
          { name: 'OAuthMailboxClaim', placeholder: 'email' },
        ],
      },
    ],
    [t],
  );
  return (
    <SettingsPage
      area="permissions"
      tab="sign-in"
      noun="SignInSettings"
      title={t('signInSettings.title')}
      subtitle={t('signInSettings.subtitle')}
      sections={sections}
    />
  );
}
