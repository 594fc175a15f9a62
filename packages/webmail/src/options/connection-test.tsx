import { Button, MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components';
import {
  CheckmarkCircleFilled,
  DismissCircleFilled,
  SubtractCircleRegular,
  WarningFilled,
} from '@fluentui/react-icons';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../language/words.ts';
import { dayText } from '@relais/browser-frame/language/dates.ts';
import { currentLanguage } from '@relais/browser-frame/language/current-language.ts';
import { type ClientProtocol, type TestStep, testClientSettings } from '../server/user-api.ts';
import styles from './client-settings-page.module.css';

type Run =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' | 'done'; readonly steps: readonly TestStep[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** Really connects, step by step, and shows each as it happens. */
export function ConnectionTest({ protocols }: { readonly protocols: readonly ClientProtocol[] }) {
  const t = useWords();
  const [run, setRun] = useState<Run>({ kind: 'idle' });
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  async function start() {
    const controller = new AbortController();
    abort.current = controller;
    let steps: readonly TestStep[] = [];
    setRun({ kind: 'running', steps });
    try {
      for await (const step of testClientSettings(currentLanguage(), controller.signal)) {
        steps = [...steps.filter((other) => other.protocol !== step.protocol || other.step !== step.step), step];
        setRun({ kind: 'running', steps });
      }
      setRun({ kind: 'done', steps });
    } catch (error) {
      if (!controller.signal.aborted) {
        setRun({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
      }
    }
  }

  const steps = run.kind === 'running' || run.kind === 'done' ? run.steps : [];
  const problems = steps.filter((step) => step.outcome === 'bad').length;
  return (
    <section className={styles.panel} aria-label={t('test.title')}>
      <div className={styles.panelHead}>
        <div>
          <h2>{t('test.title')}</h2>
          <p>{t('test.text')}</p>
        </div>
        <Button appearance="primary" disabledFocusable={run.kind === 'running'} onClick={() => void start()}>
          {run.kind === 'running' ? t('test.running') : run.kind === 'idle' ? t('test.start') : t('test.again')}
        </Button>
      </div>
      {steps.length > 0 && (
        <div className={styles.results}>
          {protocols.map((protocol) => (
            <div key={protocol}>
              <h3>{t(`test.protocol.${protocol}`)}</h3>
              <ul className={styles.steps}>
                {steps
                  .filter((step) => step.protocol === protocol)
                  .map((step) => (
                    <StepLine key={step.step} step={step} />
                  ))}
              </ul>
            </div>
          ))}
        </div>
      )}
      <div role="status">
        {run.kind === 'done' && (
          <MessageBar intent={problems === 0 ? 'success' : 'error'} className={styles.verdict} layout="multiline">
            <MessageBarBody>
              {problems === 0 ? t('test.allGood') : t('test.problems', { count: problems })}
            </MessageBarBody>
          </MessageBar>
        )}
        {run.kind === 'failed' && (
          <MessageBar intent="error" className={styles.verdict} layout="multiline">
            <MessageBarBody>{t('test.failed', { reason: run.reason })}</MessageBarBody>
          </MessageBar>
        )}
      </div>
    </section>
  );
}

function StepLine({ step }: { readonly step: TestStep }) {
  const t = useWords();
  const { detail: words = '', day } = step;
  const detail = day === undefined ? words : words.replace(day, dayText(new Date(day)));
  return (
    <li className={styles.step} data-step={step.step} data-outcome={step.outcome}>
      <OutcomeIcon outcome={step.outcome} />
      <span>{t(`test.step.${step.step}`)}</span>
      <span className={styles.stepTime}>{step.ms === undefined ? '' : t('test.ms', { ms: Math.round(step.ms) })}</span>
      {detail !== '' && <span className={styles.stepDetail}>{detail}</span>}
    </li>
  );
}

function OutcomeIcon({ outcome }: { readonly outcome: TestStep['outcome'] }) {
  const t = useWords();
  switch (outcome) {
    case 'running':
      return <Spinner size="extra-tiny" aria-label={t('test.running')} />;
    case 'good':
      return (
        <span className={`${styles.icon} ${styles.good}`} role="img" aria-label={t('test.good')}>
          <CheckmarkCircleFilled />
        </span>
      );
    case 'warning':
      return (
        <span className={`${styles.icon} ${styles.warning}`} role="img" aria-label={t('test.warning')}>
          <WarningFilled />
        </span>
      );
    case 'bad':
      return (
        <span className={`${styles.icon} ${styles.bad}`} role="img" aria-label={t('test.bad')}>
          <DismissCircleFilled />
        </span>
      );
    case 'skipped':
      return (
        <span className={`${styles.icon} ${styles.skipped}`} role="img" aria-label={t('test.skipped')}>
          <SubtractCircleRegular />
        </span>
      );
  }
}
