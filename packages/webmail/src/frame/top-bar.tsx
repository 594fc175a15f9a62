import { Button, MenuItem } from '@fluentui/react-components';
import { PersonCircleRegular, WrenchRegular } from '@fluentui/react-icons';
import { AccountMenu } from '@relais/browser-frame/frame/account-menu.tsx';
import { SettingsMenu } from '@relais/browser-frame/frame/settings-menu.tsx';
import { TopBar as Bar } from '@relais/browser-frame/frame/top-bar.tsx';
import type { Session } from '@relais/browser-frame/server/session.ts';
import { useWords } from '../language/words.ts';
import { goTo, pathOf, type Route } from '../route.ts';

const inbox: Route = { page: 'mail', mailboxId: null, emailId: null };

/** The gear has Options first, where the documents send people, then what is changed most often. */
export function TopBar({ session }: { readonly session: Session }) {
  const t = useWords();
  return (
    <Bar home={pathOf(inbox)} goHome={() => goTo(inbox)} homeLabel={`${t('product')}: ${t('frame.mail')}`}>
      <SettingsMenu>
        <MenuItem icon={<WrenchRegular />} onClick={() => goTo({ page: 'options', section: 'start' })}>
          {t('frame.options')}
        </MenuItem>
      </SettingsMenu>
      <AccountMenu
        session={session}
        trigger={
          <Button
            appearance="subtle"
            shape="circular"
            aria-label={t('frame.account', { name: session.displayName })}
            icon={<PersonCircleRegular fontSize={24} />}
          />
        }
      />
    </Bar>
  );
}
