import { Button, Spinner } from '@fluentui/react-components';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useFrameWords } from '../language/frame-words.ts';
import { resumeSession, type Session, useSession } from '../server/session.ts';
import { SignInOverPage } from '../sign-in/sign-in-over-page.tsx';
import { SignInPage } from '../sign-in/sign-in-page.tsx';
import { focusTitle } from './focus-title.ts';
import { PageMessage } from './page-message.tsx';

/** Nobody passes without a session; the address stays, so a deep link opens after signing in. */
export function Gate(props: {
  readonly application: 'admin-center' | 'webmail';
  /** Above the fields of the sign-in page. */
  readonly title: string;
  /**
   * Where a session ends while somebody is in the middle of something, the page stays as it is below the one of sign-in. Webmail keeps
   * what is written itself, and takes other people's mail off the page.
   */
  readonly keepsWork?: boolean;
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
  const [last, setLast] = useState<Session | null>(null);
  if (session.kind === 'signed-in' && session.session !== last) setLast(session.session);
  const staysBelow =
    session.kind === 'signed-out' && session.isInTheMiddle && props.keepsWork === true && last !== null;
  useEffect(() => {
    // What goes on as it stood has the keyboard where it was.
    if (session.kind === 'signed-out') wasAsked.current = !staysBelow;
    if (session.kind !== 'signed-in' || !wasAsked.current) return;
    wasAsked.current = false;
    return focusTitle();
  }, [session.kind, staysBelow]);
  useEffect(() => {
    if (!unreachable) return;
    // The connection is back: nobody has to ask for it.
    const again = () => setAttempt((before) => before + 1);
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [unreachable]);
  if (session.kind === 'signed-in') return <>{props.children(session.session)}</>;
  if (session.kind === 'signed-out') {
    const asks = { application: props.application, title: props.title, endedFor: session.endedFor };
    if (!staysBelow) return <SignInPage {...asks} />;
    return (
      <>
        {props.children(last)}
        <SignInOverPage {...asks} />
      </>
    );
  }
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
