import { Gate, Waiting } from '@relais/browser-frame/frame/gate.tsx';
import type { Session } from '@relais/browser-frame/server/session.ts';
import { NoPage } from '@relais/browser-frame/frame/no-page.tsx';
import { Suspense } from 'react';
import { lazyPart } from '@relais/browser-frame/frame/lazy-part.ts';
import { useWords } from './language/words.ts';
import { Frame } from './frame/frame.tsx';
import { goTo, useRoute } from './route.ts';

const MailPage = lazyPart(async () => ({ default: (await import('./mail/mail-page.tsx')).MailPage }));
const EnrolmentPage = lazyPart(async () => ({ default: (await import('./options/enrolment-page.tsx')).EnrolmentPage }));
const ComposePage = lazyPart(async () => ({ default: (await import('./compose/compose-page.tsx')).ComposePage }));
const OptionsPage = lazyPart(async () => ({ default: (await import('./options/options-page.tsx')).OptionsPage }));

export function App() {
  const t = useWords();
  const route = useRoute();
  return (
    <Suspense fallback={<Waiting />}>
      {/* Drafts of messages are kept in the browser; what is typed into an option is nowhere else. */}
      <Gate application="webmail" title={t('signIn.title')} keepsWork={route.page === 'options'}>
        {(session) => (session.mustEnrol ? <EnrolmentPage /> : <SignedIn session={session} />)}
      </Gate>
    </Suspense>
  );
}

function SignedIn({ session }: { readonly session: Session }) {
  const t = useWords();
  const route = useRoute();
  return (
    <Frame session={session}>
      <Suspense fallback={<Waiting />}>
        {route.page === 'options' ? (
          <OptionsPage section={route.section} session={session} />
        ) : route.page === 'compose' ? (
          <ComposePage emailId={route.emailId} />
        ) : route.page === 'mail' ? (
          <MailPage route={route} />
        ) : (
          <main style={{ flex: 1, display: 'flex' }}>
            <NoPage way={t('frame.openInbox')} onGo={() => goTo({ page: 'mail', mailboxId: null, emailId: null })} />
          </main>
        )}
      </Suspense>
    </Frame>
  );
}
