import { Badge, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { ArrowDownloadRegular, LinkRegular } from '@fluentui/react-icons';
import { fromWire, type ManagementObject, type ManagementValue } from '@relais/management-contract';
import { useMemo, useState } from 'react';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { numberText } from '@relais/browser-frame/language/numbers.ts';
import { valueText } from '../language/value-text.ts';
import { errorText } from '../language/error-text.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { BulkProgress } from '../list/bulk-progress.tsx';
import { Details, Facts } from '../list/details.tsx';
import { ExportBanner } from '../list/export-banner.tsx';
import { ListPage } from '../list/list-page.tsx';
import { momentColumn } from '../list/moment-column.ts';
import { useExport } from '../list/use-export.ts';
import { useMay } from '../server/cmdlets.ts';
import { useListRows } from '../server/list-rows.ts';
import { invoke, invokeRows } from '../server/invoke.ts';
import { amountOf, dateOf, isOn, textOf, valueOf } from '../server/rows.ts';
import { type AuditQuestion, AuditSearch, auditParameters, everything } from './audit-search.tsx';
import styles from './pages.module.css';

interface Entry {
  readonly key: string;
  readonly row: ManagementObject;
}

/** More than this is not put into one list: a narrower search shows the rest. */
const most = 100_000;
const shown = 'Identity,RunDate,Caller,CmdletName,ObjectModified,Succeeded,Error,CmdletParameters,ModifiedProperties';

/** Compliance management > Auditing: what administrators did, newest first. Everything logged is shown as text. */
export function Auditing() {
  const t = useWords();
  const [asked, setAsked] = useState(everything);
  const { data, error, refetch, reading, isStopped } = useListRows(
    'Search-AdminAuditLog',
    { ...auditParameters(asked), ResultSize: most },
    { select: shown },
  );
  const [selected, setSelected] = useState<readonly string[]>([]);
  const may = useMay();
  const exporting = useExport();
  const [proof, setProof] = useState<{ readonly intent: 'success' | 'error'; readonly text: string } | null>(null);

  const [proving, setProving] = useState<{ readonly percent: number; readonly onStop: () => void } | null>(null);

  /** The log is a chain of hashes; this computes it anew. */
  async function prove() {
    const stopping = new AbortController();
    const onStop = (): void => stopping.abort();
    setProof(null);
    setProving({ percent: 0, onStop });
    try {
      const { rows, warnings } = await invoke(
        'Test-AdminAuditLog',
        {},
        { signal: stopping.signal, onProgress: (percent) => setProving({ percent: percent ?? 0, onStop }) },
      );
      const isIntact = textOf(rows[0], 'Result') === 'Success';
      setProof(
        isIntact
          ? { intent: 'success', text: t('audit.intact', { entries: numberText(amountOf(rows[0], 'Entries') ?? 0) }) }
          : { intent: 'error', text: warnings.join(' ') },
      );
    } catch (cause) {
      if (!stopping.signal.aborted)
        setProof({ intent: 'error', text: cause instanceof Error ? errorText(cause, t) : String(cause) });
    }
    setProving(null);
  }

  const entries = useMemo<readonly Entry[] | undefined>(
    () => data?.map((row, index) => ({ key: textOf(row, 'Identity', 'Sequence') || String(index), row })),
    [data],
  );
  const columns = useMemo<readonly Column<Entry>[]>(
    () => [
      momentColumn({ id: 'date', label: t('audit.date'), at: ({ row }) => dateOf(row, 'RunDate') }),
      {
        id: 'caller',
        label: t('audit.caller'),
        value: ({ row }) => textOf(row, 'Caller'),
        width: 'minmax(104px, 1.2fr)',
        wideOnly: true,
      },
      {
        id: 'cmdlet',
        label: t('audit.cmdlet'),
        value: ({ row }) => textOf(row, 'CmdletName'),
        width: 'minmax(140px, 1.2fr)',
      },
      {
        id: 'object',
        label: t('audit.object'),
        value: ({ row }) => textOf(row, 'ObjectModified'),
        width: 'minmax(100px, 1fr)',
        wideOnly: true,
      },
      {
        id: 'result',
        label: t('audit.result'),
        value: ({ row }) => (isOn(row, 'Succeeded') ? t('audit.succeeded') : t('audit.failed')),
        draw: ({ row }) => (
          <Badge appearance="tint" color={isOn(row, 'Succeeded') ? 'success' : 'danger'}>
            {isOn(row, 'Succeeded') ? t('audit.succeeded') : t('audit.failed')}
          </Badge>
        ),
        width: 'minmax(110px, 0.6fr)',
        wideOnly: true,
      },
    ],
    [t],
  );
  /** What the details pane shows of each entry, for the exported file. */
  const exported = useMemo<readonly Column<Entry>[]>(
    () => [
      {
        id: 'parameters',
        label: t('audit.parameters'),
        value: ({ row }) => pairs(valueOf(row, 'CmdletParameters')),
      },
      { id: 'modified', label: t('audit.modified'), value: ({ row }) => pairs(valueOf(row, 'ModifiedProperties')) },
      { id: 'error', label: t('audit.error'), value: ({ row }) => textOf(row, 'Error') },
    ],
    [t],
  );
  return (
    <ListPage
      name={t('tabs.auditing')}
      rows={entries}
      error={error}
      reading={reading}
      isStopped={isStopped}
      columns={columns}
      rowKey={({ key }) => key}
      selected={selected}
      onSelect={setSelected}
      onRefresh={() => void refetch()}
      actions={[
        ...(may('Test-AdminAuditLog')
          ? [
              {
                id: 'prove',
                label: t('audit.prove'),
                icon: <LinkRegular />,
                disabled: proving !== null,
                run: () => void prove(),
              },
            ]
          : []),
        {
          id: 'export',
          label: t('audit.export'),
          icon: <ArrowDownloadRegular />,
          disabled: (entries ?? []).length === 0,
          run: () =>
            void exporting.start({
              name: t('tabs.auditing'),
              columns: [...columns, ...exported],
              rows: (signal) => allEntries(asked, signal),
              total: null,
            }),
        },
      ]}
      above={
        <>
          {proving !== null && (
            <BulkProgress
              done={proving.percent}
              total={100}
              text={t('audit.proving', { percent: proving.percent })}
              onStop={proving.onStop}
            />
          )}
          {proof !== null && (
            <MessageBar intent={proof.intent} layout="multiline">
              <MessageBarBody>{proof.text}</MessageBarBody>
            </MessageBar>
          )}
          {entries?.length === most && (
            <MessageBar intent="info" layout="multiline">
              <MessageBarBody>{t('audit.most', { entries: numberText(most) })}</MessageBarBody>
            </MessageBar>
          )}
          <ExportBanner exporting={exporting} />
          <AuditSearch
            onAsk={(question) => {
              setSelected([]);
              setAsked(question);
            }}
          />
        </>
      }
      empty={asked === everything ? t('audit.none') : t('audit.noneFits')}
      details={([entry]) => {
        const row = entry?.row;
        const date = dateOf(row, 'RunDate');
        return (
          <Details title={textOf(row, 'CmdletName')} subtitle={textOf(row, 'ObjectModified')}>
            <Facts
              facts={[
                [t('audit.caller'), textOf(row, 'Caller')],
                [t('audit.date'), date === null ? '' : dateTimeText(date)],
                [t('audit.parameters'), <span className={styles.mono}>{pairs(valueOf(row, 'CmdletParameters'))}</span>],
                [t('audit.modified'), <span className={styles.mono}>{pairs(valueOf(row, 'ModifiedProperties'))}</span>],
                [t('audit.error'), valueText(row, 'Error', t)],
              ]}
            />
          </Details>
        );
      }}
    />
  );
}

/** What was asked for, whole: the list may end before. */
async function* allEntries(asked: AuditQuestion, signal: AbortSignal): AsyncGenerator<Entry> {
  const found = invokeRows('Search-AdminAuditLog', { ...auditParameters(asked), ResultSize: 'Unlimited' }, signal);
  for await (const row of found) yield { key: '', row };
}

function pairs(value: ManagementValue): string {
  if (!Array.isArray(value)) return value === null ? '' : String(value);
  return value
    .map((one: ManagementValue) => {
      if (typeof one !== 'object' || one === null) return String(one);
      const row = one as ManagementObject;
      return 'NewValue' in row
        ? `${textOf(row, 'Name')}: ${keptText(textOf(row, 'OldValue'))} → ${keptText(textOf(row, 'NewValue'))}`
        : `${textOf(row, 'Name')}: ${keptText(textOf(row, 'Value'))}`;
    })
    .join('\n');
}

/** The log keeps typed values in their wire form; people read them as the shell prints them. */
function keptText(kept: string): string {
  if (!/^[[{]/.test(kept)) return kept;
  try {
    const value = fromWire(JSON.parse(kept));
    return Array.isArray(value) ? value.map(String).join(', ') : String(value);
  } catch {
    return kept;
  }
}
