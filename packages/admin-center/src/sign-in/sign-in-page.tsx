import { Button, Field, Input, MessageBar, MessageBarBody, ToggleButton } from '@fluentui/react-components';
import { EyeOffRegular, EyeRegular, KeyRegular } from '@fluentui/react-icons';
import { type FormEvent, useEffect, useState } from 'react';
import { Emblem } from '../frame/emblem.tsx';
import { chooseLanguage, currentLanguage } from '../language/language.ts';
import { useWords } from '../language/words.ts';
import { RequestError } from '../server/request.ts';
import { type SecondFactor, signIn, signInWithPasskey } from '../server/session.ts';
import { SecondFactorStep } from './second-factor-step.tsx';
import styles from './sign-in-page.module.css';

export function SignInPage() {
  const t = useWords();
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const [isShown, setShown] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [asked, setAsked] = useState<SecondFactor | null>(null);
  const other = currentLanguage() === 'fr' ? ('en' as const) : ('fr' as const);
  useEffect(() => {
    document.title = `${t('signIn.title')} – ${t('product')}`;
  }, [t]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (userName === '' || password === '') {
      setRefusal(t('signIn.incomplete'));
      return;
    }
    setBusy(true);
    setRefusal(null);
    try {
      setAsked(await signIn(userName, password));
      setBusy(false);
    } catch (cause) {
      setBusy(false);
      setPassword('');
      setRefusal(cause instanceof RequestError && cause.status !== 0 ? cause.message : t('unreachable'));
    }
  }

  async function usePasskey() {
    setRefusal(null);
    try {
      await signInWithPasskey();
    } catch (cause) {
      // Whoever closed the browser's own dialog knows why.
      if (cause instanceof RequestError) setRefusal(cause.status === 0 ? t('unreachable') : cause.message);
    }
  }

  if (asked !== null) {
    return (
      <main className={styles.page}>
        <SecondFactorStep
          asked={asked}
          goBack={() => {
            setAsked(null);
            setPassword('');
          }}
        />
      </main>
    );
  }
  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={(event) => void submit(event)}>
        <div className={styles.brand}>
          <Emblem size={40} />
          <div>
            <h1>{t('signIn.title')}</h1>
            <p>{location.host}</p>
          </div>
        </div>
        {refusal !== null && (
          <MessageBar intent="error" layout="multiline" role="alert">
            <MessageBarBody>{refusal}</MessageBarBody>
          </MessageBar>
        )}
        <Field label={t('signIn.userName')}>
          <Input
            name="username"
            autoComplete="username"
            size="large"
            autoFocus
            value={userName}
            onChange={(_, { value }) => setUserName(value)}
          />
        </Field>
        <Field label={t('signIn.password')}>
          <Input
            name="password"
            type={isShown ? 'text' : 'password'}
            autoComplete="current-password"
            size="large"
            value={password}
            onChange={(_, { value }) => setPassword(value)}
            contentAfter={
              <ToggleButton
                appearance="transparent"
                size="small"
                checked={isShown}
                icon={isShown ? <EyeOffRegular /> : <EyeRegular />}
                aria-label={t('signIn.showPassword')}
                onClick={() => setShown(!isShown)}
              />
            }
          />
        </Field>
        <Button type="submit" appearance="primary" size="large" disabled={isBusy}>
          {isBusy ? t('signIn.busy') : t('signIn.submit')}
        </Button>
        {window.PublicKeyCredential !== undefined && (
          <Button appearance="subtle" icon={<KeyRegular />} onClick={() => void usePasskey()}>
            {t('signIn.usePasskey')}
          </Button>
        )}
      </form>
      <Button appearance="transparent" lang={other} onClick={() => void chooseLanguage(other)}>
        {other === 'fr' ? 'Français' : 'English'}
      </Button>
    </main>
  );
}
