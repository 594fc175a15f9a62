import type { ManagementObject } from '@relais/management-contract';
import { useMemo } from 'react';
import { GoneName } from '../form/gone-banner.tsx';
import { useDraft } from '../form/draft.ts';
import { changedParameters, type FieldSpec, savedValues } from '../form/field-spec.ts';
import { ChoiceField, FlagsField, ListField, TextField } from '../form/fields.tsx';
import { PropertyDialog } from '../form/property-dialog.tsx';
import { newItem } from '../frame/path.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { complete, useMay, useRows } from '../server/cmdlets.ts';
import { useRun } from '../server/use-run.ts';
import type { Command } from '../server/command-line.ts';
import { listOf, textOf } from '../server/rows.ts';
import { ObjectPage } from './object-page.tsx';
import { useOpenedRow } from './use-opened-row.ts';
import { usePlace } from './use-place.ts';
import { scopeChoices, scopeOf, scopeParameters } from './write-scope.ts';

const nameOf = (row: ManagementObject): string => textOf(row, 'Name');
const specs: readonly FieldSpec[] = [
  { name: 'Name', kind: 'text' },
  { name: 'Description', kind: 'text' },
];

/** Permissions > Admin roles: role groups, their roles and members. */
export function RoleGroups() {
  const t = useWords();
  const place = usePlace('permissions', 'admin-roles');
  const { data } = useRows('Get-RoleGroup');
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
  const may = useMay();
  const { row: opened, isGone } = useOpenedRow(data, place.item, nameOf);
  return (
    <>
      <ObjectPage
        area="permissions"
        tab="admin-roles"
        name={t('tabs.adminRoles')}
        noun="RoleGroup"
        keyOf={nameOf}
        subtitleOf={(row) => textOf(row, 'Description')}
        columns={columns}
        sections={[]}
        subtitle={t('roles.properties')}
        onNew={() => place.open(newItem)}
        onEdit={(row) => place.open(nameOf(row))}
        removeTitle={t('roles.removeTitle')}
        removeText={(names) => t('roles.removeText', { names })}
        facts={(row) => [
          [t('roles.members'), listOf(row, 'Members').join(', ') || t('roles.noMembers')],
          [t('roles.assigned'), listOf(row, 'Roles').join(', ')],
        ]}
      />
      <GoneName value={isGone && opened !== undefined ? nameOf(opened) : null}>
        {(opened !== undefined || (place.item === newItem && may('New-RoleGroup'))) && (
          <RoleGroupProperties key={place.item} row={opened} onClose={place.close} />
        )}
      </GoneName>
    </>
  );
}

function RoleGroupProperties(props: { readonly row: ManagementObject | undefined; readonly onClose: () => void }) {
  const { row } = props;
  const t = useWords();
  const may = useMay();
  const run = useRun();
  const isNew = row === undefined;
  const all = useRows('Get-ManagementRole', {}, { enabled: may('Get-ManagementRole') });
  const scopes = useRows('Get-ManagementScope', {}, { enabled: may('Get-ManagementScope') });
  const given = useRows(
    'Get-ManagementRoleAssignment',
    { RoleAssignee: row === undefined ? '' : nameOf(row), Delegating: false },
    { enabled: !isNew && may('Get-ManagementRoleAssignment') },
  );
  const assignments = given.data ?? [];
  const savedScope = scopeOf(assignments);
  const saved = useMemo(
    () => ({
      ...savedValues(row, specs),
      Roles: listOf(row, 'Roles'),
      Members: listOf(row, 'Members'),
      WriteScope: savedScope,
    }),
    [row, savedScope],
  );
  const draft = useDraft(saved);
  const name = row === undefined ? draft.text('Name').trim() : nameOf(row);
  const scope = draft.text('WriteScope');
  const added = (of: 'Roles' | 'Members'): readonly string[] =>
    draft.list(of).filter((one) => !saved[of].includes(one));
  const removed = (of: 'Roles' | 'Members'): readonly string[] =>
    saved[of].filter((one) => !draft.list(of).includes(one));
  const changes = changedParameters(draft, specs);
  const commands: readonly Command[] =
    row === undefined
      ? name === ''
        ? []
        : [
            {
              cmdlet: 'New-RoleGroup',
              parameters: {
                Name: name,
                ...(draft.text('Description') !== '' && { Description: draft.text('Description') }),
                ...(draft.list('Roles').length > 0 && { Roles: draft.list('Roles') }),
                ...(draft.list('Members').length > 0 && { Members: draft.list('Members') }),
                ...scopeParameters(scope),
              },
            },
          ]
      : [
          ...added('Members').map((Member) => ({
            cmdlet: 'Add-RoleGroupMember',
            parameters: { Identity: name, Member },
          })),
          ...removed('Members').map((Member) => ({
            cmdlet: 'Remove-RoleGroupMember',
            parameters: { Identity: name, Member },
          })),
          ...added('Roles').map((Role) => ({
            cmdlet: 'New-ManagementRoleAssignment',
            parameters: { Role, SecurityGroup: name, ...scopeParameters(scope) },
          })),
          ...(scope === savedScope ? [] : assignments)
            .filter((assignment) => !removed('Roles').includes(textOf(assignment, 'Role')))
            .map((assignment) => ({
              cmdlet: 'Set-ManagementRoleAssignment',
              parameters: { Identity: nameOf(assignment), ...scopeParameters(scope, true) },
            })),
          // An assignment is named after its role and group.
          ...removed('Roles').map((role) => ({
            cmdlet: 'Remove-ManagementRoleAssignment',
            parameters: {
              Identity: listOf(row, 'RoleAssignments')[listOf(row, 'Roles').indexOf(role)] ?? `${role}-${name}`,
            },
          })),
          ...(Object.keys(changes).length > 0
            ? [{ cmdlet: 'Set-RoleGroup', parameters: { Identity: name, ...changes } }]
            : []),
        ];
  const mayRoles = isNew || (may('New-ManagementRoleAssignment') && may('Remove-ManagementRoleAssignment'));
  const mayMembers = isNew || may('Add-RoleGroupMember') || may('Remove-RoleGroupMember');
  const mayTexts = isNew || may('Set-RoleGroup');
  // Organization Management stays able to change everybody.
  const mayScope = isNew || (may('Set-ManagementRoleAssignment') && name !== 'Organization Management');
  const roles = [...new Set([...(all.data ?? []).map(nameOf), ...listOf(row, 'Roles')])].sort((one, other) =>
    one.localeCompare(other),
  );
  return (
    <PropertyDialog
      title={row === undefined ? t('roles.newTitle') : nameOf(row)}
      subtitle={t('roles.properties')}
      section={null}
      onSection={() => {}}
      isNew={isNew}
      isInvalid={isNew && name === ''}
      commands={commands}
      {...(isNew ? {} : { moved: draft.moved })}
      onSave={async () => {
        const { warnings } = await run(commands);
        draft.reset();
        if (isNew || 'Name' in changes) props.onClose();
        return warnings;
      }}
      onClose={props.onClose}
      sections={[
        {
          id: 'general',
          label: t('form.general'),
          isReadOnly: !mayRoles && !mayMembers && !mayTexts && !mayScope,
          content: (
            <>
              <TextField draft={draft} name="Name" label={t('connectors.name')} required={isNew} disabled={!mayTexts} />
              <TextField
                draft={draft}
                name="Description"
                label={t('roles.description')}
                multiline
                disabled={!mayTexts}
              />
              <ListField
                draft={draft}
                name="Members"
                label={t('roles.members')}
                addLabel={t('roles.addMember')}
                placeholder="name@example.com"
                disabled={!mayMembers}
                suggest={(prefix) => complete('Add-RoleGroupMember', 'Member', prefix)}
                standsFor={['Add-RoleGroupMember.Member', 'Remove-RoleGroupMember.Member']}
              />
              <ChoiceField
                draft={draft}
                name="WriteScope"
                label={t('roles.writeScope')}
                hint={t('roles.writeScopeHint')}
                disabled={!mayScope}
                choices={scopeChoices(scopes.data ?? [], savedScope, t)}
              />
              <FlagsField
                draft={draft}
                name="Roles"
                label={t('roles.assigned')}
                disabled={!mayRoles}
                flags={roles.map((role) => [role, role] as const)}
              />
            </>
          ),
        },
      ]}
    />
  );
}
