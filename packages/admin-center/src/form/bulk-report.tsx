import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { numberText } from '@relais/browser-frame/language/numbers.ts';
import { errorText } from '../language/error-text.ts';
import { useWords } from '../language/words.ts';
import { csvHeader, csvLine, download } from '../list/csv.ts';
import type { Command } from '../server/command-line.ts';
import styles from './form.module.css';
import { type BulkReport, type Failure, objectOf } from './run-each.ts';

const shownFailures = 50;

/** What became of a change of several objects: which were refused and why, and the way to try these again. */
export function BulkReportBar(props: {
  readonly report: BulkReport;
  readonly onRun: (commands: readonly Command[]) => void;
  readonly onClose?: () => void;
}) {
  const { failures, notTried, brokenBy, total } = props.report;
  const t = useWords();
  const done = total - failures.length - notTried.length;
  const beyond = failures.length - shownFailures;
  return (
    <MessageBar intent={failures.length > 0 || brokenBy !== null ? 'error' : 'warning'} layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>
          {t('list.bulkDone', { done: numberText(done), total: numberText(total) })}{' '}
          {failures.length > 0 && t('list.bulkRefused', { count: failures.length })}{' '}
          {notTried.length > 0 && t('list.bulkNotTried', { count: notTried.length })}
        </MessageBarTitle>
        {brokenBy !== null && errorText(brokenBy, t)}
        {failures.length > 0 && (
          // Focusable: what scrolls must scroll by keyboard too.
          <div className={styles.report} tabIndex={0} role="group" aria-label={t('list.bulkReport')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('list.bulkObject')}</th>
                  <th scope="col">{t('list.bulkReason')}</th>
                </tr>
              </thead>
              <tbody>
                {failures.slice(0, shownFailures).map(({ command, message }, index) => (
                  <tr key={index}>
                    <td>{objectOf(command)}</td>
                    <td>{message}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {beyond > 0 && <p>{t('list.bulkMore', { count: beyond })}</p>}
          </div>
        )}
      </MessageBarBody>
      <MessageBarActions>
        {failures.length > 0 && (
          <>
            <Button onClick={() => props.onRun(failures.map(({ command }) => command))}>
              {t('list.bulkRetryRefused')}
            </Button>
            <Button onClick={() => save(failures, t)}>{t('list.bulkReportFile')}</Button>
          </>
        )}
        {notTried.length > 0 && <Button onClick={() => props.onRun(notTried)}>{t('list.bulkRetryRest')}</Button>}
        {props.onClose !== undefined && <Button onClick={props.onClose}>{t('close')}</Button>}
      </MessageBarActions>
    </MessageBar>
  );
}

function save(failures: readonly Failure[], t: ReturnType<typeof useWords>): void {
  const columns = [
    { id: 'object', label: t('list.bulkObject'), value: ({ command }: Failure) => objectOf(command) },
    { id: 'reason', label: t('list.bulkReason'), value: ({ message }: Failure) => message },
  ];
  download(`${t('list.bulkReport')}.csv`, [
    csvHeader(columns),
    ...failures.map((failure) => csvLine(failure, columns)),
  ]);
}
