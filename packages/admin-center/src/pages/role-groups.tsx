import { EditRegular } from '@fluentui/react-icons';
import type { ManagementObject } from '@relais/management-contract';
import { useMemo, useState } from 'react';
import { useDraft } from '../form/draft.ts';
import { ListField } from '../form/fields.tsx';
import { PropertyDialog } from '../form/property-dialog.tsx';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { Details, Facts } from '../list/details.tsx';
import { ListPage } from '../list/list-page.tsx';
import { complete, useMay, useRows, useRun } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import { listOf, textOf } from '../server/rows.ts';
import { usePlace } from './use-place.ts';

const nameOf = (row: ManagementObject): string => textOf(row, 'Name');

/** Permissions > Admin roles. */
export function RoleGroups() {
  const t = useWords();
  const may = useMay();
  const place = usePlace('permissions', 'admin-roles');
  const { data, error, refetch } = useRows('Get-RoleGroup');
  const [selected, setSelected] = useState<readonly string[]>([]);
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      { id: 'name', label: t('roles.name'), value: nameOf, width: 'minmax(200px, 1.4fr)' },
      {
        id: 'members',
        label: t('roles.members'),
        value: (row) => listOf(row, 'Members').join(', '),
        width: 'minmax(160px, 2fr)',
        wideOnly: true,
      },
    ],
    [t],
  );
  const canEdit = may('Add-RoleGroupMember') || may('Remove-RoleGroupMember');
  const [first] = selected;
  const opened = data?.find((row) => nameOf(row) === place.item);
  return (
    <>
      <ListPage
        name={t('tabs.adminRoles')}
        rows={data}
        error={error}
        columns={columns}
        rowKey={nameOf}
        selected={selected}
        onSelect={setSelected}
        onRefresh={() => void refetch()}
        {...(canEdit ? { onOpen: (row: ManagementObject) => place.open(nameOf(row)) } : {})}
        actions={
          canEdit
            ? [
                {
                  id: 'edit',
                  label: t('list.edit'),
                  icon: <EditRegular />,
                  disabled: selected.length !== 1,
                  run: () => first !== undefined && place.open(first),
                },
              ]
            : []
        }
        details={([row]) => (
          <Details title={textOf(row, 'Name')} subtitle={textOf(row, 'Description')}>
            <Facts
              facts={[
                [t('roles.members'), listOf(row, 'Members').join(', ') || t('roles.noMembers')],
                [t('roles.assigned'), listOf(row, 'Roles').join(', ')],
              ]}
            />
          </Details>
        )}
      />
      {opened !== undefined && canEdit && (
        <RoleGroupProperties key={nameOf(opened)} row={opened} onClose={place.close} />
      )}
    </>
  );
}

function RoleGroupProperties({ row, onClose }: { readonly row: ManagementObject; readonly onClose: () => void }) {
  const t = useWords();
  const run = useRun();
  const saved = useMemo(() => ({ Members: listOf(row, 'Members') }), [row]);
  const draft = useDraft(saved);
  const now = draft.list('Members');
  const commands: readonly Command[] = [
    ...now
      .filter((member) => !saved.Members.includes(member))
      .map((Member) => ({ cmdlet: 'Add-RoleGroupMember', parameters: { Identity: nameOf(row), Member } })),
    ...saved.Members.filter((member) => !now.includes(member)).map((Member) => ({
      cmdlet: 'Remove-RoleGroupMember',
      parameters: { Identity: nameOf(row), Member },
    })),
  ];
  return (
    <PropertyDialog
      title={nameOf(row)}
      subtitle={t('roles.properties')}
      section={null}
      onSection={() => {}}
      commands={commands}
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
          content: (
            <>
              <Facts
                facts={[
                  [t('roles.description'), textOf(row, 'Description')],
                  [t('roles.assigned'), listOf(row, 'Roles').join(', ')],
                ]}
              />
              <ListField
                draft={draft}
                name="Members"
                label={t('roles.members')}
                addLabel={t('roles.addMember')}
                placeholder="name@example.com"
                suggest={(prefix) => complete('Add-RoleGroupMember', 'Member', prefix)}
              />
            </>
          ),
        },
      ]}
    />
  );
}
