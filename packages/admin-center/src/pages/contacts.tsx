import type { ManagementObject } from '@relais/management-contract';
import { useMemo } from 'react';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { isOn, textOf } from '../server/rows.ts';
import { ObjectPage } from './object-page.tsx';

const keyOf = (row: ManagementObject): string => textOf(row, 'Identity') || textOf(row, 'Name');
const nameOf = (row: ManagementObject): string => textOf(row, 'DisplayName') || textOf(row, 'Name');
const addressOf = (row: ManagementObject): string => textOf(row, 'ExternalEmailAddress').replace(/^smtp:/i, '');

/** Recipients > Contacts: people elsewhere whom the address lists show. */
export function Contacts() {
  const t = useWords();
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
  const external = { name: 'ExternalEmailAddress', label: t('contacts.external'), placeholder: 'name@example.com' };
  return (
    <ObjectPage
      area="recipients"
      tab="contacts"
      name={t('tabs.contacts')}
      noun="MailContact"
      getParameters={{ ResultSize: 'Unlimited' }}
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
            { ...external, required: true },
          ],
        },
      ]}
      sections={[
        {
          id: 'general',
          label: t('form.general'),
          fields: [
            { name: 'DisplayName', label: t('mailboxes.displayName') },
            { name: 'Alias', label: t('mailboxes.alias') },
            external,
            { name: 'HiddenFromAddressListsEnabled', label: t('mailboxes.hidden') },
          ],
        },
        {
          id: 'email-address',
          label: t('mailboxes.emailAddress'),
          fields: [{ name: 'EmailAddresses', label: t('mailboxes.emailAddresses') }],
        },
      ]}
      removeTitle={t('contacts.removeTitle')}
      removeText={(names) => t('contacts.removeText', { names })}
      facts={(row) => [
        [t('contacts.external'), addressOf(row)],
        [t('mailboxes.alias'), textOf(row, 'Alias')],
        [t('mailboxes.hidden'), isOn(row, 'HiddenFromAddressListsEnabled') ? t('yes') : t('no')],
      ]}
    />
  );
}
