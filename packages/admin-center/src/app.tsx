import { Button, FluentProvider, Spinner } from '@fluentui/react-components';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ErrorBoundary } from './error-boundary.tsx';
import { Frame } from './frame/frame.tsx';
import { useWords } from './language/words.ts';
import { RequestError } from './server/request.ts';
import { resumeSession, signOut, useSession } from './server/session.ts';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { useIsDark } from './theme/appearance.ts';
import { darkTheme, lightTheme } from './theme/themes.ts';

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A refusal stays one; only a silent server is asked again.
      retry: (failures, error) => failures < 2 && error instanceof RequestError && error.status === 0,
    },
  },
});

export function App() {
  const isDark = useIsDark();
  return (
    <FluentProvider theme={isDark ? darkTheme : lightTheme}>
      <QueryClientProvider client={queryClient}>
        <ErrorBoundary>
          <div className="whole-page">
            <Gate />
          </div>
        </ErrorBoundary>
      </QueryClientProvider>
    </FluentProvider>
  );
}

/** Nobody passes without a session; the address stays, so a deep link opens after signing in. */
function Gate() {
  const session = useSession();
  const t = useWords();
  const [unreachable, setUnreachable] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    resumeSession().then(
      () => setUnreachable(false),
      () => setUnreachable(true),
    );
  }, [attempt]);
  if (session.kind === 'signed-out') return <SignInPage />;
  if (session.kind === 'signed-in') {
    if (session.session.mustEnrol) {
      return (
        <Message title={t('signIn.mustEnrol')} text={t('signIn.mustEnrolMore')}>
          <Button appearance="primary" onClick={() => location.assign('/owa/')}>
            {t('signIn.enrol')}
          </Button>
          <Button onClick={() => void signOut(false)}>{t('frame.signOut')}</Button>
        </Message>
      );
    }
    if (session.session.isAdministrator) return <Frame session={session.session} />;
    return (
      <Message title={t('signIn.noRole')} text={t('signIn.noRoleMore', { name: session.session.primarySmtpAddress })}>
        <Button appearance="primary" onClick={() => location.assign('/owa/')}>
          {t('frame.openWebmail')}
        </Button>
        <Button onClick={() => void signOut(false)}>{t('frame.signOut')}</Button>
      </Message>
    );
  }
  if (!unreachable) return <Spinner style={{ margin: 'auto' }} label={t('loading')} />;
  return (
    <Message title={t('unreachable')} text={t('unreachableMore')}>
      <Button appearance="primary" onClick={() => setAttempt(attempt + 1)}>
        {t('tryAgain')}
      </Button>
    </Message>
  );
}

function Message(props: { readonly title: string; readonly text: string; readonly children: React.ReactNode }) {
  return (
    <main style={{ margin: 'auto', padding: 24, maxInlineSize: 480, textAlign: 'center' }}>
      <h1 style={{ fontSize: 20 }}>{props.title}</h1>
      <p>{props.text}</p>
      <div style={{ display: 'flex', gap: 8, justifyContent: 'center' }}>{props.children}</div>
    </main>
  );
}
