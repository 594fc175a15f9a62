import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useState } from 'react';
import { useWords } from '../language/words.ts';
import { addPasskey, type Security, send, useRefresh } from '../server/security-api.ts';
import { resumeSession } from '@relais/browser-frame/server/session.ts';
import { useConfirmedAction } from './confirmed-action.tsx';
import styles from './connections-page.module.css';
import { CopyButton } from '@relais/browser-frame/frame/copy-button.tsx';
import { EnrolAuthenticator, type Enrolment } from './enrol-authenticator.tsx';
import { momentText } from '@relais/browser-frame/language/dates.ts';
import pageStyles from './options-page.module.css';
import formStyles from './security-forms.module.css';

/** Authenticator apps, passkeys and recovery codes: what there is, adding, removing. */
export function SecondFactors({ security }: { readonly security: Security }) {
  const t = useWords();
  const refresh = useRefresh();
  const { run, failure, dialog } = useConfirmedAction();
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);

  async function added(recoveryCodes: readonly string[] | null) {
    setEnrolment(null);
    setCodes(recoveryCodes);
    await refresh();
  }
  const hasFactor = security.factors.length > 0;
  return (
    <section className={pageStyles.panel} aria-label={t('security.factors')}>
      <h2 className={styles.heading}>{t('security.factors')}</h2>
      {security.required && !hasFactor && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('security.required')}</MessageBarBody>
        </MessageBar>
      )}
      {!hasFactor && <p className={styles.none}>{t('security.none')}</p>}
      {security.mailProgramsNeedAppPassword && <p className={styles.none}>{t('security.needAppPassword')}</p>}
      {hasFactor && (
        <ul className={styles.list}>
          {security.factors.map((factor) => (
            <li key={factor.id}>
              <span className={styles.program}>
                <strong>{factor.name}</strong>
                <span>
                  {t(factor.kind === 'totp' ? 'security.totp' : 'security.passkey')} ·{' '}
                  {factor.lastUsedAt === null
                    ? t('security.neverUsed')
                    : t('security.used', { time: momentText(factor.lastUsedAt) })}
                </span>
              </span>
              <Button
                size="small"
                onClick={() =>
                  void run(async () => {
                    await send('DELETE', `/api/security/factors/${factor.id}`);
                    setCodes(null);
                    await refresh();
                  })
                }
              >
                {t('security.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {codes !== null && <Codes codes={codes} done={() => void resumeSession()} />}
      {failure !== null && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{failure}</MessageBarBody>
        </MessageBar>
      )}
      {enrolment !== null ? (
        <EnrolAuthenticator enrolment={enrolment} added={added} cancel={() => setEnrolment(null)} />
      ) : (
        <div className={formStyles.buttons}>
          <Button
            appearance={hasFactor ? 'secondary' : 'primary'}
            onClick={() => void run(async () => setEnrolment(await send<Enrolment>('POST', '/api/security/totp')))}
          >
            {t('security.addTotp')}
          </Button>
          <Button
            disabled={!security.passkeysPossible}
            title={security.passkeysPossible ? undefined : t('security.passkeyImpossible')}
            onClick={() => void run(async () => added(await addPasskey(t('security.thisDevice'))))}
          >
            {t('security.addPasskey')}
          </Button>
        </div>
      )}
      {hasFactor && codes === null && (
        <>
          <p className={styles.none}>{t('security.recoveryLeft', { count: security.recoveryCodesLeft })}</p>
          <div>
            <Button
              size="small"
              onClick={() =>
                void run(async () => {
                  const made = await send<{ recoveryCodes: readonly string[] }>('POST', '/api/security/recovery-codes');
                  setCodes(made.recoveryCodes);
                  await refresh();
                })
              }
            >
              {t('security.renewCodes')}
            </Button>
          </div>
        </>
      )}
      {dialog}
    </section>
  );
}

function Codes({ codes, done }: { readonly codes: readonly string[]; readonly done: () => void }) {
  const t = useWords();
  return (
    <MessageBar intent="success" layout="multiline">
      <MessageBarBody>
        <strong>{t('security.recoveryCodes')}</strong>{' '}
        <CopyButton value={codes.join('\n')} what={t('security.recoveryCodes')} />
        <br />
        {t('security.keepCodes')}
        <ul className={formStyles.codes}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <Button size="small" onClick={done}>
          {t('security.confirm')}
        </Button>
      </MessageBarBody>
    </MessageBar>
  );
}
