import { Button, Field, Input, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { KeyRegular } from '@fluentui/react-icons';
import { type FormEvent, useState } from 'react';
import { useFrameWords } from '../language/frame-words.ts';
import { RequestError } from '../server/request.ts';
import { answerSecondFactor, provePasskey, type SecondFactor } from '../server/session.ts';
import styles from './sign-in-page.module.css';

/** After the password: the code of the authenticator app, a passkey, or a recovery code. */
export function SecondFactorStep({ asked, goBack }: { readonly asked: SecondFactor; readonly goBack: () => void }) {
  const t = useFrameWords();
  const [way, setWay] = useState<'code' | 'recoveryCode'>(asked.totp ? 'code' : 'recoveryCode');
  const [typed, setTyped] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  async function attempt(work: () => Promise<void>) {
    setIsBusy(true);
    setRefusal(null);
    try {
      await work();
    } catch (error) {
      if (error instanceof RequestError && error.code === 'NotSignedIn') return goBack();
      setRefusal(error instanceof RequestError && error.status !== 0 ? error.message : t('signIn.passkeyFailed'));
      setTyped('');
      setIsBusy(false);
    }
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    void attempt(() => answerSecondFactor({ ticket: asked.ticket, [way]: typed.trim() }));
  }

  const canType = asked.totp || asked.recoveryCode;
  return (
    <form onSubmit={submit} className={styles.form}>
      {canType && (
        <Field label={t(way === 'code' ? 'signIn.code' : 'signIn.recoveryCode')}>
          <Input
            key={way}
            size="large"
            autoFocus
            required
            name="one-time-code"
            inputMode={way === 'code' ? 'numeric' : 'text'}
            autoComplete={way === 'code' ? 'one-time-code' : 'off'}
            value={typed}
            onChange={(_, data) => setTyped(data.value)}
          />
        </Field>
      )}
      <div aria-live="assertive">
        {refusal !== null && (
          <MessageBar intent="error" layout="multiline">
            <MessageBarBody>{refusal}</MessageBarBody>
          </MessageBar>
        )}
      </div>
      {canType && (
        <Button type="submit" appearance="primary" size="large" disabledFocusable={isBusy}>
          {t('signIn.submit')}
        </Button>
      )}
      {asked.passkey && (
        <Button
          size="large"
          icon={<KeyRegular />}
          disabledFocusable={isBusy}
          onClick={() => void attempt(() => provePasskey(asked.ticket))}
        >
          {t('signIn.usePasskey')}
        </Button>
      )}
      {asked.totp && asked.recoveryCode && (
        <Button appearance="transparent" onClick={() => setWay(way === 'code' ? 'recoveryCode' : 'code')}>
          {t(way === 'code' ? 'signIn.useRecoveryCode' : 'signIn.useCode')}
        </Button>
      )}
      <Button appearance="transparent" onClick={goBack}>
        {t('back')}
      </Button>
    </form>
  );
}
