import {
  Button,
  Checkbox,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  Select,
  Spinner,
} from '@fluentui/react-components';
import { ArrowUndoRegular, SearchRegular } from '@fluentui/react-icons';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { numberText, sizeText } from '@relais/browser-frame/language/numbers.ts';
import type { ManagementObject, ManagementValue } from '@relais/management-contract';
import { useRef, useState } from 'react';
import { ConfirmDialog } from '../form/confirm-dialog.tsx';
import { DaySpanFields, isWrongSpan, momentsOf } from '../form/day-span.tsx';
import { firstWrongField } from '../form/first-field.ts';
import { useWords } from '../language/words.ts';
import { useMay, useRows } from '../server/cmdlets.ts';
import { amountOf, dateOf, textOf } from '../server/rows.ts';
import styles from './pages.module.css';

/** A narrower search shows the others. */
const most = 200;
const sources = ['DeletedItems', 'RecoverableItems', 'PurgedItems'] as const;
const everything = { subject: '', source: '', from: '', until: '' };
const keyOf = (row: ManagementObject): string => textOf(row, 'EntryID');

/** What was deleted from a mailbox, by subject, place and day, to be ticked and restored. */
export function MailboxRecovery({ identity }: { readonly identity: string }) {
  const t = useWords();
  const mayRestore = useMay()('Restore-RecoverableItems');
  const [typed, setTyped] = useState(everything);
  const [asked, setAsked] = useState(everything);
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [isAsking, setAsking] = useState(false);
  const [target, setTarget] = useState('');
  const search = useRef<HTMLDivElement>(null);
  const { data, error, isPending } = useRows('Get-RecoverableItems', parametersOf(identity, asked));
  const rows = data ?? [];
  const chosen = rows.filter((row) => ticked.includes(keyOf(row)));

  function find() {
    const { current } = search;
    if (isWrongSpan(typed)) return current === null ? undefined : firstWrongField(current)?.focus();
    setTicked([]);
    setAsked(typed);
  }

  return (
    <>
      <p className={styles.quiet}>{t('deletedItems.recoverHint')}</p>
      <div
        ref={search}
        className={styles.search}
        role="search"
        aria-label={t('deletedItems.recover')}
        onKeyDown={(event) => {
          // The form around it is the dialog's, which has nothing to save here.
          if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
          event.preventDefault();
          find();
        }}
      >
        <Field label={t('queues.subject')}>
          <Input value={typed.subject} onChange={(_, { value }) => setTyped({ ...typed, subject: value })} />
        </Field>
        <Field label={t('deletedItems.source')}>
          <Select value={typed.source} onChange={(_, { value }) => setTyped({ ...typed, source: value })}>
            <option value="">{t('deletedItems.everywhere')}</option>
            {sources.map((source) => (
              <option key={source} value={source}>
                {t(`deletedItems.in${source}`)}
              </option>
            ))}
          </Select>
        </Field>
        <DaySpanFields span={typed} onChange={(span) => setTyped({ ...typed, ...span })} />
        <Button icon={<SearchRegular />} onClick={find}>
          {t('trace.find')}
        </Button>
      </div>
      {error !== null && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{error.message}</MessageBarBody>
        </MessageBar>
      )}
      {isPending && error === null && <Spinner label={t('loading')} />}
      {data !== undefined && rows.length === 0 && <p role="status">{t('deletedItems.none')}</p>}
      {rows.length === most && <p role="status">{t('deletedItems.most', { count: most, number: numberText(most) })}</p>}
      {rows.length > 0 && mayRestore && (
        <div className={styles.feature}>
          <Checkbox
            label={t('deletedItems.all')}
            checked={chosen.length === 0 ? false : chosen.length === rows.length ? true : 'mixed'}
            onChange={(_, { checked }) => setTicked(checked === true ? rows.map(keyOf) : [])}
          />
          <Button icon={<ArrowUndoRegular />} disabled={chosen.length === 0} onClick={() => setAsking(true)}>
            {t('deletedItems.restore')}
          </Button>
        </div>
      )}
      <ul className={styles.deleted}>
        {rows.map((row) => {
          const key = keyOf(row);
          const subject = textOf(row, 'Subject') || t('queues.noSubject');
          const told = (
            <span className={styles.deletedItem}>
              <span>{subject}</span>
              <span className={styles.quiet}>{tellOf(row, t)}</span>
            </span>
          );
          return (
            <li key={key}>
              {mayRestore ? (
                <Checkbox
                  label={told}
                  checked={ticked.includes(key)}
                  onChange={(_, { checked }) =>
                    setTicked((before) => (checked === true ? [...before, key] : before.filter((one) => one !== key)))
                  }
                />
              ) : (
                told
              )}
            </li>
          );
        })}
      </ul>
      {isAsking && (
        <ConfirmDialog
          title={t('deletedItems.restoreTitle')}
          text={
            <>
              <p>{t('deletedItems.restoreText', { count: chosen.length, number: numberText(chosen.length) })}</p>
              <Field label={t('deletedItems.target')} hint={t('deletedItems.targetHint')}>
                <Input value={target} onChange={(_, { value }) => setTarget(value)} />
              </Field>
            </>
          }
          action={t('deletedItems.restore')}
          commands={chosen.map((row) => ({
            cmdlet: 'Restore-RecoverableItems',
            parameters: {
              Identity: identity,
              EntryID: keyOf(row),
              ...(target.trim() === '' ? {} : { RestoreTargetFolder: target.trim() }),
              NoOutput: true,
            },
          }))}
          onClose={() => {
            setAsking(false);
            setTicked([]);
          }}
        />
      )}
    </>
  );
}

/** The last day is searched to its end, whose moment the server leaves out. */
function parametersOf(
  identity: string,
  { subject, source, ...span }: typeof everything,
): Readonly<Record<string, ManagementValue>> {
  const { start, end } = momentsOf(span);
  return {
    Identity: identity,
    ...(subject.trim() === '' ? {} : { SubjectContains: subject.trim() }),
    ...(source === '' ? {} : { SourceFolder: source }),
    ...(start === null ? {} : { FilterStartTime: start }),
    ...(end === null ? {} : { FilterEndTime: new Date(end.getTime() + 1) }),
    ResultSize: most,
  };
}

/** From whom, when it was deleted, and where it was. */
function tellOf(row: ManagementObject, t: ReturnType<typeof useWords>): string {
  const date = dateOf(row, 'LastModifiedTime');
  const source = sources.find((one) => one === textOf(row, 'SourceFolder'));
  return [
    textOf(row, 'From'),
    date === null ? '' : dateTimeText(date),
    source === undefined ? '' : t(`deletedItems.in${source}`),
    source === 'DeletedItems' ? '' : textOf(row, 'LastParentPath'),
    sizeText(amountOf(row, 'Size') ?? 0),
  ]
    .filter((text) => text !== '')
    .join(' · ');
}
