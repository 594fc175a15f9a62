import { Gate, Waiting } from '@relais/browser-frame/frame/gate.tsx';
import type { Session } from '@relais/browser-frame/server/session.ts';
import { Suspense } from 'react';
import { lazyPart } from '@relais/browser-frame/frame/lazy-part.ts';
import { useTranslation } from 'react-i18next';
import { Frame } from './frame/frame.tsx';
import { useRoute } from './route.ts';

const MailPage = lazyPart(async () => ({ default: (await import('./mail/mail-page.tsx')).MailPage }));
const EnrolmentPage = lazyPart(async () => ({ default: (await import('./options/enrolment-page.tsx')).EnrolmentPage }));
const ComposePage = lazyPart(async () => ({ default: (await import('./compose/compose-page.tsx')).ComposePage }));
const OptionsPage = lazyPart(async () => ({ default: (await import('./options/options-page.tsx')).OptionsPage }));

export function App() {
  const { t } = useTranslation();
  return (
    <Suspense fallback={<Waiting />}>
      <Gate application="webmail" title={t('signIn.title')}>
        {(session) => (session.mustEnrol ? <EnrolmentPage /> : <SignedIn session={session} />)}
      </Gate>
    </Suspense>
  );
}

function SignedIn({ session }: { readonly session: Session }) {
  const route = useRoute();
  return (
    <Frame session={session}>
      <Suspense fallback={<Waiting />}>
        {route.page === 'options' ? (
          <OptionsPage section={route.section} />
        ) : route.page === 'compose' ? (
          <ComposePage emailId={route.emailId} />
        ) : (
          <MailPage route={route} />
        )}
      </Suspense>
    </Frame>
  );
}
