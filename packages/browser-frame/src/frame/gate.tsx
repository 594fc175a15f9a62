import { Button, Spinner } from '@fluentui/react-components';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useFrameWords } from '../language/frame-words.ts';
import { resumeSession, type Session, useSession } from '../server/session.ts';
import { SignInPage } from '../sign-in/sign-in-page.tsx';
import { focusTitle } from './focus-title.ts';
import { PageMessage } from './page-message.tsx';

/** Nobody passes without a session; the address stays, so a deep link opens after signing in. */
export function Gate(props: {
  readonly application: 'admin-center' | 'webmail';
  /** Above the fields of the sign-in page. */
  readonly title: string;
  readonly children: (session: Session) => ReactNode;
}) {
  const session = useSession();
  const t = useFrameWords();
  const [unreachable, setUnreachable] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    resumeSession().then(
      () => setUnreachable(false),
      () => setUnreachable(true),
    );
  }, [attempt]);
  const wasAsked = useRef(false);
  useEffect(() => {
    if (session.kind === 'signed-out') wasAsked.current = true;
    if (session.kind !== 'signed-in' || !wasAsked.current) return;
    wasAsked.current = false;
    return focusTitle();
  }, [session.kind]);
  useEffect(() => {
    if (!unreachable) return;
    // The connection is back: nobody has to ask for it.
    const again = () => setAttempt((before) => before + 1);
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [unreachable]);
  if (session.kind === 'signed-in') return props.children(session.session);
  if (session.kind === 'signed-out')
    return <SignInPage application={props.application} title={props.title} endedFor={session.endedFor} />;
  if (!unreachable) return <Waiting />;
  return (
    <PageMessage title={t('unreachable')} text={t('unreachableMore')}>
      <Button appearance="primary" onClick={() => setAttempt(attempt + 1)}>
        {t('tryAgain')}
      </Button>
    </PageMessage>
  );
}

export function Waiting() {
  const t = useFrameWords();
  return <Spinner style={{ margin: 'auto' }} label={t('loading')} />;
}
