import { Badge, Button } from '@fluentui/react-components';
import { ArrowSyncRegular, EditRegular, PlayRegular, StopRegular } from '@fluentui/react-icons';
import type { ManagementObject } from '@relais/management-contract';
import { useMemo, useState } from 'react';
import { BulkEditDialog } from '../form/bulk-edit-dialog.tsx';
import { ConfirmDialog } from '../form/confirm-dialog.tsx';
import { useDraft } from '../form/draft.ts';
import { ChoiceField } from '../form/fields.tsx';
import { PropertyDialog } from '../form/property-dialog.tsx';
import { numberText } from '@relais/browser-frame/language/numbers.ts';
import { namesText } from '../language/names-text.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { Details, Facts, QuickTasks } from '../list/details.tsx';
import { ListPage } from '../list/list-page.tsx';
import { useMay, useRows } from '../server/cmdlets.ts';
import { useRun } from '../server/use-run.ts';
import type { Command } from '../server/command-line.ts';
import { amountOf, listOf, textOf } from '../server/rows.ts';
import { DoingBanner } from './doing-banner.tsx';
import { PendingBanner } from './pending-banner.tsx';
import styles from './pages.module.css';
import { useDoing } from './use-doing.ts';
import { usePlace } from './use-place.ts';

const nameOf = (row: ManagementObject): string => textOf(row, 'Name');
const isRunning = (row: ManagementObject): boolean => textOf(row, 'Status') === 'Running';
const startTypeOf = (row: ManagementObject | undefined): string => textOf(row, 'StartType');

type Verb = 'Start' | 'Stop' | 'Restart';

/** Servers > Services. */
export function Services() {
  const t = useWords();
  const may = useMay();
  const place = usePlace('servers', 'services');
  const { data, error, refetch } = useRows('Get-Service', {}, { everyMs: 30_000 });
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [editing, setEditing] = useState<readonly string[] | null>(null);
  const doing = useDoing();
  const [asked, setAsked] = useState<{ readonly verb: 'Stop' | 'Restart'; readonly names: readonly string[] } | null>(
    null,
  );
  const displayNames = (rows: readonly ManagementObject[]): string =>
    namesText(
      rows.map((row) => textOf(row, 'DisplayName') || nameOf(row)),
      t,
    );
  const status = (row: ManagementObject): string => (isRunning(row) ? t('services.running') : t('services.stopped'));
  const startType = (value: string): string =>
    value === 'Automatic'
      ? t('services.automatic')
      : value === 'Manual'
        ? t('services.manual')
        : value === 'Disabled'
          ? t('services.disabled')
          : value;
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      {
        id: 'displayName',
        label: t('services.displayName'),
        value: (row) => textOf(row, 'DisplayName') || nameOf(row),
        width: 'minmax(180px, 2fr)',
      },
      { id: 'name', label: t('services.name'), value: nameOf, width: 'minmax(150px, 1.2fr)', wideOnly: true },
      {
        id: 'status',
        label: t('services.status'),
        value: status,
        draw: (row) => (
          <Badge appearance="tint" color={isRunning(row) ? 'success' : 'subtle'}>
            {status(row)}
          </Badge>
        ),
        width: 'minmax(160px, 0.8fr)',
      },
      {
        id: 'startType',
        label: t('services.startType'),
        value: (row) => startType(startTypeOf(row)),
        width: 'minmax(100px, 0.8fr)',
        wideOnly: true,
      },
    ],
    [t],
  );
  const keys = new Set(selected);
  const chosen = (data ?? []).filter((row) => keys.has(nameOf(row)));

  async function go(verb: Verb, names: readonly string[]) {
    if (verb === 'Start') await doing.go(commandsFor(verb, names));
    else setAsked({ verb, names });
  }

  const verbs: readonly {
    readonly verb: Verb;
    readonly label: string;
    readonly icon: React.JSX.Element;
    readonly possible: boolean;
  }[] = [
    {
      verb: 'Start',
      label: t('services.start'),
      icon: <PlayRegular />,
      possible: chosen.some((row) => !isRunning(row)),
    },
    { verb: 'Stop', label: t('services.stop'), icon: <StopRegular />, possible: chosen.some(isRunning) },
    { verb: 'Restart', label: t('services.restart'), icon: <ArrowSyncRegular />, possible: chosen.some(isRunning) },
  ];
  const allowed = verbs.filter(({ verb }) => may(`${verb}-Service`));
  const opened = (data ?? []).find((row) => nameOf(row).toLowerCase() === place.item?.toLowerCase());

  return (
    <>
      <ListPage
        name={t('tabs.services')}
        rows={data}
        error={error}
        columns={columns}
        rowKey={nameOf}
        selected={selected}
        onSelect={setSelected}
        onRefresh={() => void refetch()}
        {...(may('Set-Service') ? { onOpen: (row: ManagementObject) => place.open(nameOf(row)) } : {})}
        actions={[
          ...allowed.map(({ verb, label, icon, possible }) => ({
            id: verb,
            label,
            icon,
            disabled: !possible,
            run: () => void go(verb, selected),
          })),
          ...(may('Set-Service')
            ? [
                {
                  id: 'edit',
                  label: t('list.edit'),
                  icon: <EditRegular />,
                  disabled: selected.length === 0,
                  run: () => {
                    if (selected.length > 1) setEditing(selected);
                    else if (selected[0] !== undefined) place.open(selected[0]);
                  },
                },
              ]
            : []),
        ]}
        above={
          <>
            <PendingBanner />
            <DoingBanner doing={doing} />
          </>
        }
        details={(rows) => {
          const [row] = rows;
          return (
            <Details
              title={rows.length === 1 ? displayNames(rows) : t('list.severalSelected', { count: rows.length })}
              subtitle={rows.length === 1 ? textOf(row, 'Name') : rows.map(nameOf).join(', ')}
            >
              {rows.length === 1 && row !== undefined && (
                <Facts
                  facts={[
                    [t('services.status'), status(row)],
                    [t('services.startType'), startType(startTypeOf(row))],
                    [t('services.listening'), listOf(row, 'Listening').join(', ')],
                    [t('services.sessions'), numberText(amountOf(row, 'Sessions') ?? 0)],
                  ]}
                />
              )}
              <QuickTasks title={t('list.quickTasks')}>
                <div className={styles.row}>
                  {allowed
                    .filter(({ possible }) => possible)
                    .map(({ verb, label, icon }) => (
                      // Apart from the one of the same name above the list.
                      <Button
                        key={verb}
                        size="small"
                        icon={icon}
                        aria-label={t('services.verbOf', { verb: label, names: displayNames(rows) })}
                        onClick={() => void go(verb, selected)}
                      >
                        {label}
                      </Button>
                    ))}
                </div>
              </QuickTasks>
            </Details>
          );
        }}
      />
      {asked !== null && (
        <ConfirmDialog
          title={t(asked.verb === 'Stop' ? 'services.stopTitle' : 'services.restartTitle')}
          text={
            <p>
              {t(asked.verb === 'Stop' ? 'services.stopText' : 'services.restartText', {
                names: asked.names.join(', '),
                sessions: numberText(sessionsOf(data ?? [], asked.names)),
              })}
            </p>
          }
          action={t(asked.verb === 'Stop' ? 'services.stop' : 'services.restart')}
          commands={commandsFor(asked.verb, asked.names)}
          onClose={() => setAsked(null)}
        />
      )}
      {editing !== null && (
        <BulkEditDialog
          title={t('list.bulkEdit', { name: t('tabs.services') })}
          cmdlet="Set-Service"
          identityParameter="Name"
          identities={editing}
          fields={[
            {
              name: 'StartupType',
              label: t('services.startType'),
              choices: {
                Automatic: t('services.automatic'),
                Manual: t('services.manual'),
                Disabled: t('services.disabled'),
              },
            },
          ]}
          onClose={() => setEditing(null)}
        />
      )}
      {opened !== undefined && <ServiceProperties row={opened} onClose={place.close} />}
    </>
  );
}

/** Two names may mean one service, whose sessions count once. */
function sessionsOf(rows: readonly ManagementObject[], names: readonly string[]): number {
  const counts = new Map(
    rows
      .filter((row) => names.includes(nameOf(row)))
      .map((row) => [listOf(row, 'Listening').join() || nameOf(row), amountOf(row, 'Sessions') ?? 0]),
  );
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function commandsFor(verb: Verb, names: readonly string[]): readonly Command[] {
  return names.map((name) => ({ cmdlet: `${verb}-Service`, parameters: { Name: name } }));
}

function ServiceProperties({ row, onClose }: { readonly row: ManagementObject; readonly onClose: () => void }) {
  const t = useWords();
  const may = useMay();
  const run = useRun();
  const start = startTypeOf(row);
  const draft = useDraft(useMemo(() => ({ StartupType: start }), [start]));
  const commands: readonly Command[] =
    draft.changed.length === 0
      ? []
      : [{ cmdlet: 'Set-Service', parameters: { Name: nameOf(row), StartupType: draft.text('StartupType') } }];
  return (
    <PropertyDialog
      title={textOf(row, 'DisplayName') || nameOf(row)}
      subtitle={t('services.properties')}
      section={null}
      onSection={() => {}}
      commands={commands}
      moved={draft.moved}
      onSave={async () => {
        const { warnings } = await run(commands);
        draft.reset();
        return warnings;
      }}
      onClose={onClose}
      sections={[
        {
          id: 'general',
          label: t('form.general'),
          isReadOnly: !may('Set-Service'),
          content: (
            <>
              <Facts
                facts={[
                  [t('services.name'), nameOf(row)],
                  [t('services.status'), isRunning(row) ? t('services.running') : t('services.stopped')],
                ]}
              />
              <ChoiceField
                draft={draft}
                name="StartupType"
                label={t('services.startType')}
                hint={t('services.startTypeHint')}
                radio
                choices={[
                  ['Automatic', t('services.automatic')],
                  ['Manual', t('services.manual')],
                  ['Disabled', t('services.disabled')],
                ]}
              />
            </>
          ),
        },
      ]}
    />
  );
}
