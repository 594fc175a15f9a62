import { Button, Field, Input, MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components';
import { EyeOffRegular, EyeRegular, KeyRegular } from '@fluentui/react-icons';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { Emblem } from '../frame/emblem.tsx';
import { useFrameWords } from '../language/frame-words.ts';
import { LanguageChoice } from '../language/language-choice.tsx';
import { RequestError } from '../server/request.ts';
import { type ApplicationName, type SecondFactor, signIn, signInWithPasskey } from '../server/session.ts';
import { SecondFactorStep } from './second-factor-step.tsx';
import styles from './sign-in-page.module.css';

export function SignInPage(props: {
  readonly application: ApplicationName;
  readonly title: string;
  /** The address of the person whose sign-in ended while he was here. */
  readonly endedFor: string | null;
}) {
  const { application, title, endedFor } = props;
  const t = useFrameWords();
  const [userName, setUserName] = useState(endedFor ?? '');
  const [password, setPassword] = useState('');
  const [isShown, setIsShown] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [asked, setAsked] = useState<SecondFactor | null>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const titleId = useId();
  // Who was typing when the page went goes on typing: not into the fields.
  useEffect(() => {
    if (endedFor !== null) heading.current?.focus();
  }, [endedFor]);
  useEffect(() => {
    document.title = `${title} – ${t('product')}`;
  }, [t, title]);

  /** The server's own words, which know how long to wait and whom to ask. */
  function wordsFor(cause: unknown): string {
    const answered = cause instanceof RequestError && cause.status !== 0 && cause.status < 500;
    return answered ? cause.message : `${t('unreachable')}. ${t('unreachableMore')}`;
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (userName.trim() === '' || password === '') {
      setRefusal(t('signIn.incomplete'));
      return;
    }
    setIsBusy(true);
    setRefusal(null);
    try {
      setAsked(await signIn(application, userName.trim(), password));
    } catch (cause) {
      setRefusal(wordsFor(cause));
      passwordField.current?.focus();
      passwordField.current?.select();
    }
    setIsBusy(false);
  }

  async function usePasskey() {
    setRefusal(null);
    try {
      await signInWithPasskey(application);
    } catch (cause) {
      // Whoever closed the browser's own dialog knows why.
      if (cause instanceof RequestError) setRefusal(wordsFor(cause));
    }
  }

  function beginAgain() {
    setAsked(null);
    setPassword('');
  }

  return (
    <div className={styles.page}>
      <main className={styles.card} aria-labelledby={titleId}>
        <div className={styles.brand}>
          <Emblem size={40} />
          <div>
            <span>{t('product')}</span>
            <small>{location.host}</small>
          </div>
        </div>
        <h1 id={titleId} ref={heading} tabIndex={-1} className={styles.title}>
          {asked === null ? title : t('signIn.secondStep')}
        </h1>
        {asked !== null ? (
          <SecondFactorStep asked={asked} goBack={beginAgain} />
        ) : (
          <form onSubmit={(event) => void submit(event)} className={styles.form}>
            {endedFor !== null && (
              <MessageBar intent="info" layout="multiline">
                <MessageBarBody>{t(application === 'webmail' ? 'signIn.endedMail' : 'signIn.ended')}</MessageBarBody>
              </MessageBar>
            )}
            <Field label={t('signIn.userName')}>
              <Input
                size="large"
                autoFocus={endedFor === null}
                name="username"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                value={userName}
                onChange={(_, data) => setUserName(data.value)}
              />
            </Field>
            <Field label={t('signIn.password')}>
              <Input
                size="large"
                name="password"
                ref={passwordField}
                type={isShown ? 'text' : 'password'}
                autoComplete="current-password"
                value={password}
                onChange={(_, data) => setPassword(data.value)}
                contentAfter={
                  <Button
                    appearance="transparent"
                    size="small"
                    icon={isShown ? <EyeOffRegular /> : <EyeRegular />}
                    aria-label={t(isShown ? 'signIn.hidePassword' : 'signIn.showPassword')}
                    onClick={() => setIsShown(!isShown)}
                  />
                }
              />
            </Field>
            <div aria-live="assertive">
              {refusal !== null && (
                <MessageBar intent="error" layout="multiline">
                  <MessageBarBody>{refusal}</MessageBarBody>
                </MessageBar>
              )}
            </div>
            <Button type="submit" appearance="primary" size="large" disabledFocusable={isBusy}>
              {isBusy ? <Spinner size="tiny" appearance="inverted" label={t('signIn.busy')} /> : t('signIn.submit')}
            </Button>
            {window.PublicKeyCredential !== undefined && (
              <Button appearance="subtle" icon={<KeyRegular />} onClick={() => void usePasskey()}>
                {t('signIn.usePasskey')}
              </Button>
            )}
          </form>
        )}
      </main>
      <footer className={styles.footer}>
        <LanguageChoice />
      </footer>
    </div>
  );
}
