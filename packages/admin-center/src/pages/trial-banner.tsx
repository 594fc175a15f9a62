import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { durationText } from '@relais/browser-frame/language/numbers.ts';
import { useEffect, useState } from 'react';
import { useWords } from '../language/words.ts';
import { useMay, useRows } from '../server/cmdlets.ts';
import { dateOf, textOf } from '../server/rows.ts';
import { useDoing } from './use-doing.ts';

/** Above every page while a trial of settings runs: how long is left, and the two ways to end it. */
export function TrialBanner() {
  const t = useWords();
  const may = useMay();
  const doing = useDoing();
  const { data, refetch } = useRows('Get-SettingsTrial', {}, { enabled: may('Get-SettingsTrial'), everyMs: 15_000 });
  const trial = data?.[0];
  const ends = dateOf(trial, 'Ends')?.getTime() ?? null;
  const now = useSecond(ends !== null);
  const left = ends === null ? 0 : ends - now;
  const isOver = ends !== null && left <= 0;
  // The server has put things back: what the pages show is asked anew.
  useEffect(() => {
    if (isOver) void refetch();
  }, [isOver, refetch]);
  if (trial === undefined || ends === null || isOver) return null;
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('trial.title')}</MessageBarTitle>
        {t('trial.text', { name: textOf(trial, 'StartedBy'), time: dateTimeText(new Date(ends)) })}{' '}
        <strong role="timer">{t('trial.left', { left: durationText(left) })}</strong>
        {doing.refused !== null && <p role="alert">{doing.refused.message}</p>}
      </MessageBarBody>
      <MessageBarActions>
        {may('Confirm-SettingsTrial') && (
          <Button
            appearance="primary"
            onClick={() => void doing.go([{ cmdlet: 'Confirm-SettingsTrial', parameters: {} }])}
          >
            {t('trial.keep')}
          </Button>
        )}
        {may('Stop-SettingsTrial') && (
          <Button onClick={() => void doing.go([{ cmdlet: 'Stop-SettingsTrial', parameters: {} }])}>
            {t('trial.undo')}
          </Button>
        )}
      </MessageBarActions>
    </MessageBar>
  );
}

function useSecond(runs: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!runs) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [runs]);
  return now;
}
