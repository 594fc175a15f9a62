import { Button, createDOMRenderer, FluentProvider, RendererProvider, Spinner } from '@fluentui/react-components';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorBoundary } from './error-boundary.tsx';
import { Frame } from './frame/frame.tsx';
import { useRoute } from './route.ts';
import { RequestError } from './server/request.ts';
import { resumeSession, type Session, useSession } from './server/session.ts';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { useIsDark } from './theme/appearance.ts';
import { darkTheme, lightTheme } from './theme/themes.ts';

const MailPage = lazy(async () => ({ default: (await import('./mail/mail-page.tsx')).MailPage }));
const EnrolmentPage = lazy(async () => ({ default: (await import('./options/enrolment-page.tsx')).EnrolmentPage }));
const ComposePage = lazy(async () => ({ default: (await import('./compose/compose-page.tsx')).ComposePage }));
const OptionsPage = lazy(async () => ({ default: (await import('./options/options-page.tsx')).OptionsPage }));

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // A refusal stays one; only a silent server is asked again.
      retry: (failures, error) => failures < 2 && (!(error instanceof RequestError) || error.status === 0),
    },
  },
});

// The page's policy takes only style elements that carry this visit's nonce.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
const renderer = createDOMRenderer(document, nonce === undefined ? {} : { styleElementAttributes: { nonce } });

export function App() {
  const isDark = useIsDark();
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <FluentProvider theme={isDark ? darkTheme : lightTheme}>
        <QueryClientProvider client={queryClient}>
          <ErrorBoundary>
            {/* Its own element: what the provider wears, its portals (menus, dialogs) wear too. */}
            <div className="whole-page">
              <Suspense fallback={<Waiting />}>
                <Gate />
              </Suspense>
            </div>
          </ErrorBoundary>
        </QueryClientProvider>
      </FluentProvider>
    </RendererProvider>
  );
}

/** Nobody passes without a session; the address stays, so a deep link opens after signing in. */
function Gate() {
  const session = useSession();
  const { t } = useTranslation();
  const [unreachable, setUnreachable] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    resumeSession().then(
      () => setUnreachable(false),
      () => setUnreachable(true),
    );
  }, [attempt]);
  if (session.kind === 'signed-in' && session.session.mustEnrol) return <EnrolmentPage />;
  if (session.kind === 'signed-in') return <SignedIn session={session.session} />;
  if (session.kind === 'signed-out') return <SignInPage />;
  if (!unreachable) return <Waiting />;
  return (
    <main style={{ margin: 'auto', textAlign: 'center', padding: 24 }}>
      <h1 style={{ fontSize: 20 }}>{t('signIn.unreachable')}</h1>
      <Button appearance="primary" onClick={() => setAttempt(attempt + 1)}>
        {t('tryAgain')}
      </Button>
    </main>
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

function Waiting() {
  const { t } = useTranslation();
  return <Spinner style={{ margin: 'auto' }} label={t('loading')} />;
}
