import { Button, Field, Input } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { useWords } from '../language/words.ts';
import { RequestError } from '@relais/browser-frame/server/request.ts';
import { send } from '../server/security-api.ts';
import { CopyButton } from '@relais/browser-frame/frame/copy-button.tsx';
import formStyles from './security-forms.module.css';

/** What the server gave to enrol an authenticator app with. */
export interface Enrolment {
  readonly ticket: string;
  readonly secret: string;
  /** SVG of our own server's making. */
  readonly qr: string;
}

export interface EnrolAuthenticatorProps {
  readonly enrolment: Enrolment;
  readonly added: (recoveryCodes: readonly string[] | null) => Promise<void>;
  readonly cancel: () => void;
}

export function EnrolAuthenticator({ enrolment, added, cancel }: EnrolAuthenticatorProps) {
  const t = useWords();
  const [code, setCode] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  async function submit(event: FormEvent) {
    event.preventDefault();
    try {
      const answer = await send<{ recoveryCodes: readonly string[] | null }>('POST', '/api/security/totp/confirm', {
        ticket: enrolment.ticket,
        code,
        name: t('security.totp'),
      });
      await added(answer.recoveryCodes);
    } catch (error) {
      setRefusal(error instanceof RequestError ? error.message : t('security.failed'));
      setCode('');
    }
  }
  return (
    <form className={formStyles.form} onSubmit={(event) => void submit(event)}>
      <p>{t('security.scan')}</p>
      <img
        className={formStyles.qr}
        src={`data:image/svg+xml,${encodeURIComponent(enrolment.qr)}`}
        alt={t('security.qrLabel')}
      />
      <Field label={t('security.key')}>
        <span className={formStyles.secret}>
          {enrolment.secret.match(/.{1,4}/g)?.join(' ')}
          <CopyButton value={enrolment.secret} what={t('security.key')} />
        </span>
      </Field>
      <Field
        label={t('security.code')}
        {...(refusal === null ? {} : { validationMessage: refusal, validationState: 'error' as const })}
      >
        <Input
          required
          name="one-time-code"
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={(_, data) => setCode(data.value)}
        />
      </Field>
      <div className={formStyles.buttons}>
        <Button type="submit" appearance="primary">
          {t('security.confirmCode')}
        </Button>
        <Button onClick={cancel}>{t('cancel')}</Button>
      </div>
    </form>
  );
}
