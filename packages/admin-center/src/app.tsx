import { Button } from '@fluentui/react-components';
import { SignOutButton } from '@relais/browser-frame/frame/account-menu.tsx';
import { Gate } from '@relais/browser-frame/frame/gate.tsx';
import { PageMessage } from '@relais/browser-frame/frame/page-message.tsx';
import type { Session } from '@relais/browser-frame/server/session.ts';
import { Frame } from './frame/frame.tsx';
import { useWords } from './language/words.ts';

export function App() {
  const t = useWords();
  return (
    <Gate application="admin-center" title={t('signIn.title')} keepsWork>
      {(session) => <SignedIn session={session} />}
    </Gate>
  );
}

function SignedIn({ session }: { readonly session: Session }) {
  const t = useWords();
  if (session.mustEnrol) {
    return (
      <PageMessage title={t('signIn.mustEnrol')} text={t('signIn.mustEnrolMore')}>
        <Button appearance="primary" onClick={() => location.assign('/owa/')}>
          {t('signIn.enrol')}
        </Button>
        <SignOutButton />
      </PageMessage>
    );
  }
  if (session.isAdministrator) return <Frame session={session} />;
  return (
    <PageMessage title={t('signIn.noRole')} text={t('signIn.noRoleMore', { name: session.primarySmtpAddress })}>
      <Button appearance="primary" onClick={() => location.assign('/owa/')}>
        {t('frame.openWebmail')}
      </Button>
      <SignOutButton />
    </PageMessage>
  );
}
