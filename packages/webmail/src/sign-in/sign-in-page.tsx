import { Button, Field, Input, MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components';
import { EyeOffRegular, EyeRegular, KeyRegular } from '@fluentui/react-icons';
import { type FormEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Emblem } from '../frame/emblem.tsx';
import { LanguageChoice } from '../frame/language-choice.tsx';
import { RequestError } from '../server/request.ts';
import { type SecondFactor, signIn, signInWithPasskey } from '../server/session.ts';
import { SecondFactorStep } from './second-factor-step.tsx';
import styles from './sign-in-page.module.css';

export function SignInPage() {
  const { t } = useTranslation();
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const [isShown, setIsShown] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [refusal, setRefusal] = useState<RequestError | null>(null);
  const [asked, setAsked] = useState<SecondFactor | null>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const titleId = useId();

  async function submit(event: FormEvent) {
    event.preventDefault();
    setIsBusy(true);
    setRefusal(null);
    try {
      setAsked(await signIn(userName.trim(), password));
      setIsBusy(false);
    } catch (error) {
      setRefusal(error instanceof RequestError ? error : new RequestError(0, '', String(error)));
      setIsBusy(false);
      passwordField.current?.focus();
      passwordField.current?.select();
    }
  }

  async function usePasskey() {
    setRefusal(null);
    try {
      await signInWithPasskey();
    } catch (error) {
      // Whoever closed the browser's own dialog knows why.
      if (error instanceof RequestError) setRefusal(error);
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
          <span>{t('product')}</span>
        </div>
        <h1 id={titleId} className={styles.title}>
          {t(asked === null ? 'signIn.title' : 'signIn.secondStep')}
        </h1>
        {asked !== null ? (
          <SecondFactorStep asked={asked} goBack={beginAgain} />
        ) : (
          <form onSubmit={submit} className={styles.form}>
            <Field label={t('signIn.userName')}>
              <Input
                size="large"
                autoFocus
                required
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
                required
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
                  <MessageBarBody>{wordsFor(refusal, t)}</MessageBarBody>
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

type Translate = ReturnType<typeof useTranslation>['t'];

function wordsFor(refusal: RequestError, t: Translate): string {
  switch (refusal.code) {
    case 'BadCredentials':
      return t('signIn.bad');
    case 'AccountDisabled':
      return t('signIn.disabled');
    case 'DoorClosed':
      return t('signIn.closed');
    case 'Throttled':
      return t('signIn.throttled', { minutes: Math.max(1, Math.ceil((refusal.retryAfterSeconds ?? 60) / 60)) });
    default:
      return refusal.status === 0 || refusal.status >= 500 ? t('signIn.unreachable') : refusal.message;
  }
}
