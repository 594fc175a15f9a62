import type { ManagementObject } from '@relais/management-contract';
import { type ReactNode, useMemo } from 'react';
import { GoneName } from '../form/gone-banner.tsx';
import { useDraft } from '../form/draft.ts';
import { ListField } from '../form/fields.tsx';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { complete, useMay, useRows } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import { useListRows } from '../server/list-rows.ts';
import { isOn, listOf, textOf } from '../server/rows.ts';
import { useDelegation } from './mailbox-delegation.tsx';
import { mailTipFields, withoutRepeatedTip } from './mail-tip.ts';
import { useMemberOf } from './member-of.tsx';
import { ObjectDialog, type ObjectSection } from './object-dialog.tsx';
import { ObjectPage } from './object-page.tsx';
import { useOpenedRow } from './use-opened-row.ts';
import { useOwnRow } from './use-own-row.ts';
import { usePlace } from './use-place.ts';
import { WithinScope } from './within-scope.tsx';

const keyOf = (row: ManagementObject): string => textOf(row, 'PrimarySmtpAddress') || textOf(row, 'Name');
const listed = { ResultSize: 'Unlimited' };
const noDraft = {};

/** Recipients > Groups: distribution and security groups, and who is in them. */
export function Groups() {
  const t = useWords();
  const place = usePlace('recipients', 'groups');
  // The list that the page shows, not a second one.
  const { data, reading } = useListRows('Get-DistributionGroup', listed);
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      {
        id: 'displayName',
        label: t('mailboxes.displayName'),
        value: (row) => textOf(row, 'DisplayName') || textOf(row, 'Name'),
        width: 'minmax(160px, 1.4fr)',
      },
      {
        id: 'type',
        label: t('groups.type'),
        value: (row) => typeText(row, t),
        width: 'minmax(160px, 0.8fr)',
        wideOnly: true,
      },
      {
        id: 'address',
        label: t('mailboxes.address'),
        value: (row) => textOf(row, 'PrimarySmtpAddress'),
        width: 'minmax(180px, 1.6fr)',
      },
    ],
    [t],
  );
  const { row: opened, isGone } = useOpenedRow(reading?.isFirst === true ? undefined : data, place.item, keyOf);
  return (
    <>
      <ObjectPage
        area="recipients"
        tab="groups"
        name={t('tabs.groups')}
        noun="DistributionGroup"
        getParameters={listed}
        areRecipients
        keyOf={keyOf}
        titleOf={(row) => textOf(row, 'DisplayName') || textOf(row, 'Name')}
        subtitleOf={keyOf}
        bulkFields={[
          { name: 'HiddenFromAddressListsEnabled', label: t('mailboxes.hidden') },
          { name: 'RequireSenderAuthenticationEnabled', label: t('groups.insideOnly') },
          { name: 'ManagedBy', label: t('groups.owners') },
        ]}
        columns={columns}
        initialSorting={{ column: 'displayName', descending: false }}
        sections={[]}
        subtitle={t('groups.properties')}
        onEdit={(row) => place.open(keyOf(row))}
        newTitle={t('groups.newTitle')}
        newSections={[
          {
            id: 'general',
            label: t('form.general'),
            fields: [
              { name: 'Name', label: t('mailboxes.displayName'), required: true },
              { name: 'Alias', label: t('mailboxes.alias') },
              { name: 'PrimarySmtpAddress', label: t('mailboxes.address'), placeholder: 'team@example.com' },
              {
                name: 'Type',
                label: t('groups.type'),
                choices: { Distribution: t('groups.distribution'), Security: t('groups.security') },
              },
              { name: 'ManagedBy', label: t('groups.owners') },
              { name: 'Members', label: t('roles.members'), placeholder: 'name@example.com' },
            ],
          },
        ]}
        removeTitle={t('groups.removeTitle')}
        removeText={(names) => t('groups.removeText', { names })}
        facts={(row) => [
          [t('groups.type'), typeText(row, t)],
          [t('groups.owners'), listOf(row, 'ManagedBy').join(', ')],
          [
            t('groups.outside'),
            isOn(row, 'RequireSenderAuthenticationEnabled') ? t('groups.insideOnly') : t('groups.everybody'),
          ],
          [t('mailboxes.hidden'), isOn(row, 'HiddenFromAddressListsEnabled') ? t('yes') : t('no')],
        ]}
      />
      <GoneName value={isGone && opened !== undefined ? textOf(opened, 'DisplayName') : null}>
        {opened !== undefined && (
          <WithinScope recipient={keyOf(opened)}>
            <GroupProperties
              key={place.item}
              row={opened}
              section={place.section}
              onSection={place.turnTo}
              onClose={place.close}
            />
          </WithinScope>
        )}
      </GoneName>
    </>
  );
}

function GroupProperties(props: {
  readonly row: ManagementObject;
  readonly section: string | null;
  readonly onSection: (section: string) => void;
  readonly onClose: () => void;
}) {
  const own = useOwnRow('Get-DistributionGroup', props.row);
  const row = useMemo(() => withoutRepeatedTip(own), [own]);
  const t = useWords();
  const may = useMay();
  const identity = keyOf(row);
  const { data } = useRows('Get-DistributionGroupMember', { Identity: identity, ResultSize: 'Unlimited' });
  const saved = useMemo(() => ({ Members: (data ?? []).map(keyOf) }), [data]);
  const members = useDraft(saved);
  const memberOf = useMemberOf(identity, props.section === 'member-of');
  const delegation = useDelegation(identity, row, 'Set-DistributionGroup');
  const now = members.list('Members');
  const change = (cmdlet: string, Member: string): Command => ({
    cmdlet,
    parameters: { Identity: identity, Member },
  });
  const more = [
    ...now.filter((one) => !saved.Members.includes(one)).map((one) => change('Add-DistributionGroupMember', one)),
    ...saved.Members.filter((one) => !now.includes(one)).map((one) => change('Remove-DistributionGroupMember', one)),
    ...memberOf.commands,
    ...(Object.keys(delegation.changes).length === 0
      ? []
      : [{ cmdlet: 'Set-DistributionGroup', parameters: { Identity: identity, ...delegation.changes } }]),
    ...delegation.commands,
  ];
  const sections: readonly ObjectSection[] = useMemo(
    () => [
      {
        id: 'general',
        label: t('form.general'),
        fields: [
          { name: 'DisplayName', label: t('mailboxes.displayName') },
          { name: 'Alias', label: t('mailboxes.alias') },
          { name: 'PrimarySmtpAddress', label: t('mailboxes.address') },
          { name: 'ManagedBy', label: t('groups.owners') },
          { name: 'HiddenFromAddressListsEnabled', label: t('mailboxes.hidden') },
          { name: 'Notes', label: t('person.notes'), hint: '', multiline: true },
        ],
      },
      { id: 'members', label: t('roles.members'), fields: [] },
      {
        id: 'delivery',
        label: t('groups.delivery'),
        fields: [
          { name: 'RequireSenderAuthenticationEnabled', label: t('groups.insideOnly') },
          { name: 'AcceptMessagesOnlyFromSendersOrMembers', label: t('groups.onlyFrom') },
          { name: 'RejectMessagesFromSendersOrMembers', label: t('groups.notFrom') },
          { name: 'MemberJoinRestriction', label: t('groups.join') },
          { name: 'MemberDepartRestriction', label: t('groups.leave') },
          { name: 'MaxReceiveSize', label: t('mailboxes.maxReceive'), placeholder: '36MB' },
        ],
      },
      {
        id: 'email-address',
        label: t('mailboxes.emailAddress'),
        fields: [{ name: 'EmailAddresses', label: t('mailboxes.emailAddresses') }],
      },
      { id: 'mail-tip', label: t('mailTip.title'), fields: mailTipFields(t) },
      ...(may('Get-DistributionGroup') ? [{ id: 'member-of', label: t('memberOf.title'), fields: [] }] : []),
      {
        id: 'delegation',
        label: t('groups.delegation'),
        fields: [],
      },
    ],
    [t, may],
  );
  const drawn: Readonly<Record<string, ReactNode>> = {
    members: (
      <ListField
        draft={members}
        name="Members"
        label={t('roles.members')}
        addLabel={t('roles.addMember')}
        placeholder="name@example.com"
        disabled={!may('Add-DistributionGroupMember')}
        suggest={(prefix) => complete('Add-DistributionGroupMember', 'Member', prefix)}
        standsFor={['Add-DistributionGroupMember.Member', 'Remove-DistributionGroupMember.Member']}
      />
    ),
    'member-of': memberOf.content,
    delegation: delegation.content,
  };
  return (
    <ObjectDialog
      noun="DistributionGroup"
      row={row}
      identity={identity}
      title={textOf(row, 'DisplayName') || identity}
      subtitle={t('groups.properties')}
      initial={noDraft}
      section={props.section}
      onSection={props.onSection}
      onClose={props.onClose}
      more={more}
      moreMoved={delegation.moved}
      sections={sections.map((section) => {
        const below = drawn[section.id];
        return below === undefined ? section : { ...section, below: () => below };
      })}
    />
  );
}

function typeText(row: ManagementObject, t: ReturnType<typeof useWords>): string {
  return /security/i.test(textOf(row, 'RecipientTypeDetails', 'GroupType'))
    ? t('groups.security')
    : t('groups.distribution');
}
