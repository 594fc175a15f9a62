import {
  Button,
  CounterBadge,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  Switch,
  Tooltip,
} from '@fluentui/react-components';
import { CheckmarkCircleRegular, ErrorCircleRegular, HistoryRegular, MoreCircleRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { CopyButton } from '@relais/browser-frame/frame/copy-button.tsx';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { useWords } from '../language/words.ts';
import { useCommandLog } from '../server/command-log.ts';
import styles from './frame.module.css';

const marks = { running: MoreCircleRegular, done: CheckmarkCircleRegular, failed: ErrorCircleRegular } as const;

/** The notification viewer: every command line that these pages ran, with what came of it, to copy. */
export function NotificationViewer() {
  const t = useWords();
  const log = useCommandLog();
  const [withReads, setWithReads] = useState(false);
  const shown = log.filter((entry) => withReads || entry.changes || entry.state === 'failed');
  const failed = log.filter((entry) => entry.state === 'failed').length;
  return (
    <Popover positioning="below-end" trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <Tooltip content={t('frame.notifications')} relationship="label">
          <Button
            appearance="subtle"
            icon={
              <span className={styles.badged}>
                <HistoryRegular fontSize={20} />
                {failed > 0 && (
                  // Its own element: where a badge stands is Fluent's.
                  <span className={styles.badge}>
                    <CounterBadge count={failed} size="small" color="danger" />
                  </span>
                )}
              </span>
            }
          />
        </Tooltip>
      </PopoverTrigger>
      <PopoverSurface className={styles.viewer} aria-label={t('frame.notifications')}>
        <div className={styles.viewerHead}>
          <h2>{t('frame.commandLog')}</h2>
          <Switch
            label={t('frame.showReads')}
            checked={withReads}
            onChange={(_, { checked }) => setWithReads(checked)}
          />
        </div>
        {shown.length === 0 && <p className={styles.quiet}>{t('frame.noCommands')}</p>}
        <ol className={styles.commands}>
          {shown.map((entry) => {
            const Mark = marks[entry.state];
            return (
              <li key={entry.id} data-state={entry.state}>
                <Mark aria-label={t(`frame.${entry.state}`)} role="img" />
                <div>
                  <code>{entry.line}</code>
                  <small>{dateTimeText(entry.startedAt)}</small>
                  {entry.message !== null && <p>{entry.message}</p>}
                </div>
                <CopyButton value={entry.line} />
              </li>
            );
          })}
        </ol>
      </PopoverSurface>
    </Popover>
  );
}
