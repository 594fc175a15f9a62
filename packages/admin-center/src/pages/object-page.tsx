import type { ManagementObject } from '@relais/management-contract';
import { type ReactNode, useState } from 'react';
import { BulkEditDialog } from '../form/bulk-edit-dialog.tsx';
import { ConfirmDialog } from '../form/confirm-dialog.tsx';
import type { DescribedField } from '../form/described-fields.tsx';
import type { DraftValues } from '../form/draft.ts';
import { GoneBanner, GoneName } from '../form/gone-banner.tsx';
import { newItem } from '../frame/path.ts';
import { namesText } from '../language/names-text.ts';
import { useWords } from '../language/words.ts';
import type { Column, Sorting } from '../list/column.ts';
import { Details, Facts } from '../list/details.tsx';
import { ListPage, type ToolbarAction } from '../list/list-page.tsx';
import { usualActions } from '../list/usual-actions.tsx';
import { useMay } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import { useListRows } from '../server/list-rows.ts';
import { useIsOutside } from '../server/use-outside-scope.ts';
import { ObjectDialog, type ObjectSection } from './object-dialog.tsx';
import { useOpenedRow } from './use-opened-row.ts';
import { usePlace } from './use-place.ts';

export interface ObjectPageProps {
  readonly area: string;
  readonly tab: string;
  readonly name: string;
  /** `SendConnector`: Get-, New-, Set- and Remove- are made from it, unless told otherwise. */
  readonly noun: string;
  readonly getParameters?: Command['parameters'];
  /** How Remove- and Set- call what is meant; `Identity` unless told otherwise. */
  readonly identityParameter?: string;
  readonly keyOf: (row: ManagementObject) => string;
  readonly titleOf?: (row: ManagementObject) => string;
  readonly subtitleOf?: (row: ManagementObject) => string;
  readonly columns: readonly Column<ManagementObject>[];
  readonly initialSorting?: Sorting;
  readonly facts?: (row: ManagementObject) => readonly (readonly [label: string, value: ReactNode])[];
  /** Below the facts of what is selected: quick tasks. */
  readonly tasks?: (rows: readonly ManagementObject[]) => ReactNode;
  readonly sections: readonly ObjectSection[];
  /** Absent, without `onNew`: nothing new can be made here. */
  readonly newSections?: readonly ObjectSection[];
  readonly initial?: DraftValues;
  /** In place of a dialog by `sections`: one of the page's own. */
  readonly onEdit?: (row: ManagementObject) => void;
  /** In place of a dialog by `newSections`: one of the page's own. */
  readonly onNew?: () => void;
  readonly subtitle: string;
  readonly newTitle?: string;
  readonly removeTitle?: string;
  readonly removeText?: (names: string) => string;
  /** Buttons of the toolbar besides New, Edit and Delete. */
  readonly actions?: (rows: readonly ManagementObject[]) => readonly ToolbarAction[];
  readonly above?: ReactNode;
  /** What may be changed of several at once. */
  readonly bulkFields?: readonly DescribedField[];
  readonly everyMs?: number;
  /** They are recipients, which a write scope may hold back. */
  readonly areRecipients?: boolean;
  readonly empty?: string;
}

const none: readonly string[] = [];

/** A page of objects that Get- lists, New- makes, Set- changes and Remove- takes away. */
export function ObjectPage(props: ObjectPageProps) {
  const { noun, keyOf } = props;
  const t = useWords();
  const may = useMay();
  const place = usePlace(props.area, props.tab);
  const { data, error, refetch, reading, isStopped } = useListRows(
    `Get-${noun}`,
    props.getParameters,
    props.everyMs === undefined ? {} : { everyMs: props.everyMs },
  );
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [removing, setRemoving] = useState<{
    readonly keys: readonly string[];
    readonly titles: readonly string[];
  } | null>(null);
  const [editing, setEditing] = useState<readonly string[] | null>(null);
  const mayBulk = props.bulkFields !== undefined && may(`Set-${noun}`);
  const isOutside = useIsOutside(props.areRecipients === true ? selected : none);
  const keys = new Set(selected);
  const chosen = (data ?? []).filter((row) => keys.has(keyOf(row)));
  // A list that comes piece by piece lacks nothing before it is whole.
  const { row: opened, isGone } = useOpenedRow(reading?.isFirst === true ? undefined : data, place.item, keyOf);
  const titleOf = props.titleOf ?? keyOf;
  const hasNew = props.newSections !== undefined || props.onNew !== undefined;
  const hasProperties = props.sections.length > 0 || props.onEdit !== undefined;
  const openRow = (row: ManagementObject) => (props.onEdit ?? ((one) => place.open(keyOf(one))))(row);
  const actions: readonly ToolbarAction[] = [
    ...usualActions(t, {
      selected,
      onNew: hasNew && may(`New-${noun}`) ? (props.onNew ?? (() => place.open(newItem))) : null,
      onEdit: hasProperties ? () => chosen[0] !== undefined && openRow(chosen[0]) : null,
      onEditSeveral: mayBulk ? setEditing : null,
      onRemove:
        props.removeTitle !== undefined && may(`Remove-${noun}`)
          ? (gone) => setRemoving({ keys: gone, titles: chosen.map(titleOf) })
          : null,
      outside: { edit: isOutside(`Set-${noun}`), remove: isOutside(`Remove-${noun}`) },
    }),
    ...(props.actions?.(chosen) ?? []),
  ];
  return (
    <>
      <ListPage
        name={props.name}
        rows={data}
        error={error}
        reading={reading}
        isStopped={isStopped}
        columns={props.columns}
        rowKey={keyOf}
        selected={selected}
        onSelect={setSelected}
        onRefresh={() => void refetch()}
        {...(hasProperties ? { onOpen: openRow } : {})}
        {...(props.initialSorting === undefined ? {} : { initialSorting: props.initialSorting })}
        {...(props.empty === undefined ? {} : { empty: props.empty })}
        above={
          <>
            {props.above}
            {isGone && opened === undefined && <GoneBanner name={place.item ?? ''} />}
          </>
        }
        actions={actions}
        details={(rows) => {
          const [row] = rows;
          if (row === undefined) return null;
          return rows.length > 1 ? (
            <Details title={t('list.severalSelected', { count: rows.length })}>{props.tasks?.(rows)}</Details>
          ) : (
            <Details title={titleOf(row)} subtitle={props.subtitleOf?.(row) ?? ''}>
              <Facts facts={props.facts?.(row) ?? []} />
              {props.tasks?.(rows)}
            </Details>
          );
        }}
      />
      <GoneName value={isGone && opened !== undefined ? titleOf(opened) : null}>
        {place.item !== null &&
          (place.item === newItem
            ? props.newSections !== undefined && may(`New-${noun}`)
            : opened !== undefined && props.sections.length > 0) && (
            <ObjectDialog
              key={place.item}
              noun={noun}
              row={opened}
              identity={opened === undefined ? '' : keyOf(opened)}
              title={opened === undefined ? (props.newTitle ?? t('list.new')) : titleOf(opened)}
              subtitle={props.subtitle}
              sections={opened === undefined ? (props.newSections ?? []) : props.sections}
              initial={opened === undefined ? (props.initial ?? {}) : {}}
              section={place.section}
              onSection={place.turnTo}
              onClose={place.close}
            />
          )}
      </GoneName>
      {editing !== null && props.bulkFields !== undefined && (
        <BulkEditDialog
          title={t('list.bulkEdit', { name: props.name })}
          cmdlet={`Set-${noun}`}
          identityParameter={props.identityParameter ?? 'Identity'}
          identities={editing}
          fields={props.bulkFields}
          onClose={() => setEditing(null)}
        />
      )}
      {removing !== null && (
        <ConfirmDialog
          title={props.removeTitle ?? ''}
          text={<p>{(props.removeText ?? String)(namesText(removing.titles, t))}</p>}
          action={t('list.delete')}
          commands={removing.keys.map((identity) => ({
            cmdlet: `Remove-${noun}`,
            parameters: { [props.identityParameter ?? 'Identity']: identity },
          }))}
          onClose={() => setRemoving(null)}
        />
      )}
    </>
  );
}
