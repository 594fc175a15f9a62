import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useState, useSyncExternalStore } from 'react';
import { numberText } from '@relais/browser-frame/language/numbers.ts';
import { useWords } from '../language/words.ts';
import { currentLanguage } from '@relais/browser-frame/language/current-language.ts';
import { parameterOf, useCmdlets, useMay } from '../server/cmdlets.ts';
import { useRun } from '../server/use-run.ts';
import { type PendingService, usePending } from './pending-settings.ts';
import styles from './pages.module.css';

/** Put off by "Later", until something else becomes pending or the page is loaded anew. */
let postponed: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

/** What waits for a restart: how many sessions it touches, what differs, and the restart itself. */
export function PendingBanner({ service }: { readonly service?: string }) {
  const hidden = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => postponed,
  );
  const pending = usePending().filter(
    (one) => (service === undefined || one.service.toLowerCase() === service.toLowerCase()) && !hidden.has(keyOf(one)),
  );
  return pending.map((one) => <PendingOf key={keyOf(one)} pending={one} />);
}

function PendingOf({ pending }: { readonly pending: PendingService }) {
  const t = useWords();
  const may = useMay();
  const run = useRun();
  const cmdlets = useCmdlets();
  const labelOf = (noun: string, setting: string): string | undefined =>
    parameterOf(cmdlets?.get(`set-${noun.toLowerCase()}`), setting)?.label?.[currentLanguage()];
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  async function restart() {
    setBusy(true);
    setRefusal(null);
    try {
      await run([{ cmdlet: 'Restart-Service', parameters: { Name: pending.service } }]);
    } catch (cause) {
      setRefusal(cause instanceof Error ? cause.message : String(cause));
    }
    setBusy(false);
  }

  return (
    <MessageBar intent="warning" layout="multiline" className={styles.pending ?? ''}>
      <MessageBarBody>
        <MessageBarTitle>{t('pending.title', { service: pending.displayName })}</MessageBarTitle>
        {pending.sessions === 0
          ? t('pending.noSessions')
          : t('pending.sessions', { count: pending.sessions, sessions: numberText(pending.sessions) })}
        <table className={styles.differences}>
          <thead>
            <tr>
              <th scope="col">{t('pending.setting')}</th>
              <th scope="col">{t('pending.effective')}</th>
              <th scope="col">{t('pending.configured')}</th>
            </tr>
          </thead>
          <tbody>
            {pending.differences.map(({ noun, setting, effective, configured }) => (
              <tr key={`${noun} ${setting}`}>
                <th scope="row">{labelOf(noun, setting) ?? setting}</th>
                <td>{effective || '–'}</td>
                <td>{configured || '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {refusal !== null && <p role="alert">{refusal}</p>}
      </MessageBarBody>
      <MessageBarActions>
        {may('Restart-Service') && (
          <Button appearance="primary" disabledFocusable={isBusy} onClick={() => void restart()}>
            {isBusy ? t('pending.restarting') : t('pending.restartNow')}
          </Button>
        )}
        <Button
          onClick={() => {
            postponed = new Set([...postponed, keyOf(pending)]);
            for (const listener of listeners) listener();
          }}
        >
          {t('pending.later')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}

function keyOf({ service, differences }: PendingService): string {
  return JSON.stringify([service, differences]);
}
