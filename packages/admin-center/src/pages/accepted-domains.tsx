import type { ManagementObject } from '@relais/management-contract';
import { useMemo, useState } from 'react';
import { BulkEditDialog } from '../form/bulk-edit-dialog.tsx';
import { ConfirmDialog } from '../form/confirm-dialog.tsx';
import { useDraft } from '../form/draft.ts';
import { changedParameters, type FieldSpec, savedValues } from '../form/field-spec.ts';
import { ChoiceField, SwitchField, TextField } from '../form/fields.tsx';
import { PropertyDialog } from '../form/property-dialog.tsx';
import { newItem } from '../frame/path.ts';
import { namesText } from '../language/names-text.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { Details, Facts } from '../list/details.tsx';
import { ListPage } from '../list/list-page.tsx';
import { usualActions } from '../list/usual-actions.tsx';
import { useMay, useRows } from '../server/cmdlets.ts';
import { useRun } from '../server/use-run.ts';
import type { Command } from '../server/command-line.ts';
import { isOn, textOf } from '../server/rows.ts';
import { DomainRecords } from './domain-records.tsx';
import { usePlace } from './use-place.ts';

const nameOf = (row: ManagementObject): string => textOf(row, 'Name');

/** Mail flow > Accepted domains. */
export function AcceptedDomains() {
  const t = useWords();
  const may = useMay();
  const place = usePlace('mail-flow', 'accepted-domains');
  const { data, error, refetch } = useRows('Get-AcceptedDomain');
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [removing, setRemoving] = useState<readonly string[] | null>(null);
  const [editing, setEditing] = useState<readonly string[] | null>(null);
  const typeText = (type: string): string =>
    type === 'Authoritative'
      ? t('domains.authoritative')
      : type === 'InternalRelay'
        ? t('domains.internalRelay')
        : type === 'ExternalRelay'
          ? t('domains.externalRelay')
          : type;
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      { id: 'name', label: t('domains.name'), value: nameOf, width: 'minmax(110px, 1fr)' },
      {
        id: 'domain',
        label: t('domains.domain'),
        value: (row) => textOf(row, 'DomainName'),
        width: 'minmax(140px, 1.2fr)',
      },
      {
        id: 'type',
        label: t('domains.type'),
        // Up to the colon it is the name, after it what it does.
        value: (row) => typeText(textOf(row, 'DomainType')).split(/\s*:/)[0] ?? '',
        width: 'minmax(120px, 1fr)',
        wideOnly: true,
      },
      {
        id: 'default',
        label: t('domains.default'),
        value: (row) => (isOn(row, 'Default') ? t('yes') : ''),
        width: '90px',
        wideOnly: true,
      },
    ],
    [t],
  );
  const opened = place.item === newItem ? undefined : data?.find((row) => nameOf(row) === place.item);
  return (
    <>
      <ListPage
        name={t('tabs.acceptedDomains')}
        rows={data}
        error={error}
        columns={columns}
        rowKey={nameOf}
        selected={selected}
        onSelect={setSelected}
        onRefresh={() => void refetch()}
        onOpen={(row) => place.open(nameOf(row))}
        actions={usualActions(t, {
          selected,
          onNew: may('New-AcceptedDomain') ? () => place.open(newItem) : null,
          onEdit: may('Set-AcceptedDomain') ? place.open : null,
          onEditSeveral: setEditing,
          onRemove: may('Remove-AcceptedDomain') ? setRemoving : null,
        })}
        details={([row, ...others]) =>
          others.length > 0 ? (
            <Details title={t('list.severalSelected', { count: others.length + 1 })}>{null}</Details>
          ) : (
            <Details title={textOf(row, 'DomainName')} subtitle={textOf(row, 'Name')}>
              <Facts
                facts={[
                  [t('domains.type'), typeText(textOf(row, 'DomainType'))],
                  [t('domains.default'), isOn(row, 'Default') ? t('yes') : t('no')],
                ]}
              />
            </Details>
          )
        }
      />
      {place.item !== null && (place.item === newItem ? may('New-AcceptedDomain') : opened !== undefined) && (
        <DomainProperties
          key={place.item}
          row={opened}
          section={place.section}
          onSection={place.turnTo}
          onClose={place.close}
        />
      )}
      {editing !== null && (
        <BulkEditDialog
          title={t('list.bulkEdit', { name: t('tabs.acceptedDomains') })}
          cmdlet="Set-AcceptedDomain"
          identities={editing}
          fields={[
            {
              name: 'DomainType',
              label: t('domains.type'),
              choices: {
                Authoritative: t('domains.authoritative'),
                InternalRelay: t('domains.internalRelay'),
                ExternalRelay: t('domains.externalRelay'),
              },
            },
          ]}
          onClose={() => setEditing(null)}
        />
      )}
      {removing !== null && (
        <ConfirmDialog
          title={t('domains.removeTitle')}
          text={<p>{t('domains.removeText', { name: namesText(removing, t) })}</p>}
          action={t('list.delete')}
          commands={removing.map((Identity) => ({ cmdlet: 'Remove-AcceptedDomain', parameters: { Identity } }))}
          onClose={() => setRemoving(null)}
        />
      )}
    </>
  );
}

const specs: readonly FieldSpec[] = [
  { name: 'Name', kind: 'text' },
  { name: 'DomainType', kind: 'choice' },
];

function DomainProperties({
  row,
  section,
  onSection,
  onClose,
}: {
  readonly row: ManagementObject | undefined;
  readonly section: string | null;
  readonly onSection: (section: string) => void;
  readonly onClose: () => void;
}) {
  const t = useWords();
  const may = useMay();
  const run = useRun();
  const isNew = row === undefined;
  const draft = useDraft(
    useMemo(
      () => ({
        ...savedValues(row, specs),
        DomainName: textOf(row, 'DomainName'),
        MakeDefault: isOn(row, 'Default'),
        ...(row === undefined && { DomainType: 'Authoritative' }),
      }),
      [row],
    ),
  );
  const changes = changedParameters(draft, specs);
  const commands: readonly Command[] = isNew
    ? draft.text('DomainName') === ''
      ? []
      : [
          {
            cmdlet: 'New-AcceptedDomain',
            parameters: {
              Name: draft.text('Name') || draft.text('DomainName'),
              DomainName: draft.text('DomainName'),
              DomainType: draft.text('DomainType'),
            },
          },
        ]
    : Object.keys(changes).length > 0 || draft.changed.includes('MakeDefault')
      ? [
          {
            cmdlet: 'Set-AcceptedDomain',
            parameters: {
              Identity: nameOf(row),
              ...changes,
              ...(draft.changed.includes('MakeDefault') && { MakeDefault: draft.isOn('MakeDefault') }),
            },
          },
        ]
      : [];
  return (
    <PropertyDialog
      title={isNew ? t('domains.newTitle') : textOf(row, 'DomainName')}
      subtitle={t('domains.properties')}
      section={section}
      onSection={onSection}
      isNew={isNew}
      isInvalid={isNew && draft.text('DomainName') === ''}
      commands={commands}
      {...(isNew ? {} : { moved: draft.moved })}
      onSave={async () => (await run(commands)).warnings}
      onClose={onClose}
      sections={[
        {
          id: 'general',
          label: t('form.general'),
          isReadOnly: !may(isNew ? 'New-AcceptedDomain' : 'Set-AcceptedDomain'),
          content: (
            <>
              <TextField draft={draft} name="Name" label={t('domains.name')} />
              <TextField
                draft={draft}
                name="DomainName"
                label={t('domains.domain')}
                disabled={!isNew}
                required={isNew}
                placeholder="example.com"
              />
              <ChoiceField
                draft={draft}
                name="DomainType"
                label={t('domains.type')}
                radio
                choices={[
                  ['Authoritative', t('domains.authoritative')],
                  ['InternalRelay', t('domains.internalRelay')],
                  ['ExternalRelay', t('domains.externalRelay')],
                ]}
              />
              {!isNew && may('Set-AcceptedDomain', 'MakeDefault') && (
                <SwitchField
                  draft={draft}
                  name="MakeDefault"
                  label={t('domains.makeDefault')}
                  disabled={isOn(row, 'Default')}
                />
              )}
            </>
          ),
        },
        ...(!isNew && may('Get-DnsRecordAdvice')
          ? [
              {
                id: 'dns-records',
                label: t('records.title'),
                savesNothing: true,
                content: <DomainRecords domain={textOf(row, 'DomainName')} />,
              },
            ]
          : []),
      ]}
    />
  );
}
