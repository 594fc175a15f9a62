import type { ManagementObject } from '@relais/management-contract';
import { type ReactNode, useMemo } from 'react';
import { GoneName } from '../form/gone-banner.tsx';
import type { DescribedField } from '../form/described-fields.tsx';
import { useWords, type Words } from '../language/words.ts';
import type { Column } from '../list/column.ts';

import { useListRows } from '../server/list-rows.ts';
import { isOn, textOf } from '../server/rows.ts';
import { mailTipFields, withoutRepeatedTip } from './mail-tip.ts';
import { useMemberOf } from './member-of.tsx';
import { ObjectDialog } from './object-dialog.tsx';
import { ObjectPage } from './object-page.tsx';
import { usePerson } from './person-sections.tsx';
import { useOpenedRow } from './use-opened-row.ts';
import { useOwnRow } from './use-own-row.ts';
import { usePlace } from './use-place.ts';
import { WithinScope } from './within-scope.tsx';

const keyOf = (row: ManagementObject): string => textOf(row, 'Identity') || textOf(row, 'Name');
const nameOf = (row: ManagementObject): string => textOf(row, 'DisplayName') || textOf(row, 'Name');
const listed = { ResultSize: 'Unlimited' };
const noDraft = {};
const addressOf = (row: ManagementObject): string => textOf(row, 'ExternalEmailAddress').replace(/^smtp:/i, '');

/** Recipients > Contacts: people elsewhere whom the address lists show. */
export function Contacts() {
  const t = useWords();
  const place = usePlace('recipients', 'contacts');
  // The list that the page shows, not a second one.
  const { data, reading } = useListRows('Get-MailContact', listed);
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      { id: 'displayName', label: t('mailboxes.displayName'), value: nameOf, width: 'minmax(160px, 1.4fr)' },
      { id: 'address', label: t('contacts.external'), value: addressOf, width: 'minmax(180px, 1.6fr)' },
      {
        id: 'alias',
        label: t('mailboxes.alias'),
        value: (row) => textOf(row, 'Alias'),
        width: 'minmax(120px, 0.8fr)',
        wideOnly: true,
      },
    ],
    [t],
  );
  const { row: opened, isGone } = useOpenedRow(reading?.isFirst === true ? undefined : data, place.item, keyOf);
  return (
    <>
      <ObjectPage
        area="recipients"
        tab="contacts"
        name={t('tabs.contacts')}
        noun="MailContact"
        getParameters={listed}
        areRecipients
        keyOf={keyOf}
        titleOf={nameOf}
        subtitleOf={addressOf}
        bulkFields={[{ name: 'HiddenFromAddressListsEnabled', label: t('mailboxes.hidden') }]}
        columns={columns}
        initialSorting={{ column: 'displayName', descending: false }}
        subtitle={t('contacts.properties')}
        newTitle={t('contacts.newTitle')}
        newSections={[
          {
            id: 'general',
            label: t('form.general'),
            fields: [
              { name: 'Name', label: t('mailboxes.displayName'), required: true },
              { name: 'Alias', label: t('mailboxes.alias') },
              { ...externalAddress(t), required: true },
            ],
          },
        ]}
        sections={[]}
        onEdit={(row) => place.open(keyOf(row))}
        removeTitle={t('contacts.removeTitle')}
        removeText={(names) => t('contacts.removeText', { names })}
        facts={(row) => [
          [t('contacts.external'), addressOf(row)],
          [t('mailboxes.alias'), textOf(row, 'Alias')],
          [t('mailboxes.hidden'), isOn(row, 'HiddenFromAddressListsEnabled') ? t('yes') : t('no')],
        ]}
      />
      <GoneName value={isGone && opened !== undefined ? nameOf(opened) : null}>
        {opened !== undefined && (
          <WithinScope recipient={keyOf(opened)}>
            <ContactProperties
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

function ContactProperties(props: {
  readonly row: ManagementObject;
  readonly section: string | null;
  readonly onSection: (section: string) => void;
  readonly onClose: () => void;
}) {
  const t = useWords();
  const own = useOwnRow('Get-MailContact', props.row);
  const row = useMemo(() => withoutRepeatedTip(own), [own]);
  const identity = keyOf(row);
  const person = usePerson('Contact', identity);
  const memberOf = useMemberOf(textOf(row, 'Guid'), props.section === 'member-of');
  const sections = useMemo(
    () => [
      {
        id: 'general',
        label: t('form.general'),
        fields: [
          { name: 'DisplayName', label: t('mailboxes.displayName') },
          { name: 'Alias', label: t('mailboxes.alias') },
          externalAddress(t),
          { name: 'HiddenFromAddressListsEnabled', label: t('mailboxes.hidden') },
        ],
      },
      { id: 'contact-information', label: t('person.contactInformation'), fields: [] },
      { id: 'organization', label: t('person.organization'), fields: [] },
      {
        id: 'email-address',
        label: t('mailboxes.emailAddress'),
        fields: [{ name: 'EmailAddresses', label: t('mailboxes.emailAddresses') }],
      },
      {
        id: 'delivery',
        label: t('groups.delivery'),
        fields: [
          { name: 'RequireSenderAuthenticationEnabled', label: t('groups.insideOnly') },
          { name: 'AcceptMessagesOnlyFromSendersOrMembers', label: t('groups.onlyFrom') },
          { name: 'RejectMessagesFromSendersOrMembers', label: t('groups.notFrom') },
          { name: 'MaxReceiveSize', label: t('mailboxes.maxReceive'), placeholder: '36MB' },
        ],
      },
      { id: 'member-of', label: t('memberOf.title'), fields: [] },
      { id: 'mail-tip', label: t('mailTip.title'), fields: mailTipFields(t) },
    ],
    [t],
  );
  const drawn: Readonly<Record<string, { readonly above?: ReactNode; readonly below?: ReactNode }>> = {
    general: { above: person.isShown && person.names },
    'contact-information': { below: person.isShown && person.contactInformation },
    organization: { below: person.isShown && person.organization },
    'member-of': { below: memberOf.content },
  };
  return (
    <ObjectDialog
      noun="MailContact"
      row={row}
      identity={identity}
      title={nameOf(row)}
      subtitle={t('contacts.properties')}
      initial={noDraft}
      section={props.section}
      onSection={props.onSection}
      onClose={props.onClose}
      more={[...person.commands, ...memberOf.commands]}
      moreMoved={person.moved}
      sections={sections.map((section) => ({
        ...section,
        above: () => drawn[section.id]?.above,
        below: () => drawn[section.id]?.below,
      }))}
    />
  );
}

function externalAddress(t: Words): DescribedField {
  return { name: 'ExternalEmailAddress', label: t('contacts.external'), placeholder: 'name@example.com' };
}
