import type { ManagementObject } from '@relais/management-contract';
import { useMemo } from 'react';
import type { DescribedField } from '../form/described-fields.tsx';
import { valueText } from '../language/value-text.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { textOf } from '../server/rows.ts';
import { ObjectPage } from './object-page.tsx';

const keyOf = (row: ManagementObject): string => textOf(row, 'Name');

/** Permissions > User limits: how much of the server one person may use at once. */
export function ThrottlingPolicies() {
  const t = useWords();
  const limits = useMemo<readonly DescribedField[]>(
    () => [
      { name: 'ImapMaxConcurrency', label: t('throttling.imap') },
      { name: 'PopMaxConcurrency', label: t('throttling.pop') },
      { name: 'OwaMaxConcurrency', label: t('throttling.webmail') },
      { name: 'EwsMaxSubscriptions', label: t('throttling.streams') },
      { name: 'MessageRateLimit', label: t('throttling.messages') },
      { name: 'RecipientRateLimit', label: t('throttling.recipients') },
    ],
    [t],
  );
  const scopes = useMemo<Readonly<Record<string, string>>>(
    () => ({
      Regular: t('throttling.regular'),
      Organization: t('throttling.organization'),
      Global: t('throttling.global'),
    }),
    [t],
  );
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      { id: 'name', label: t('servers.name'), value: keyOf, width: 'minmax(150px, 1.2fr)' },
      {
        id: 'scope',
        label: t('throttling.scope'),
        value: (row) => scopes[textOf(row, 'ThrottlingPolicyScope')] ?? textOf(row, 'ThrottlingPolicyScope'),
        width: 'minmax(150px, 1.2fr)',
      },
      ...(['ImapMaxConcurrency', 'MessageRateLimit'] as const).map((name) => ({
        id: name,
        label: t(name === 'ImapMaxConcurrency' ? 'throttling.imap' : 'throttling.messages'),
        value: (row: ManagementObject) => valueText(row, name, t),
        width: 'minmax(110px, 0.8fr)',
        wideOnly: true,
      })),
    ],
    [t, scopes],
  );
  return (
    <ObjectPage
      area="permissions"
      tab="user-limits"
      name={t('tabs.userLimits')}
      noun="ThrottlingPolicy"
      keyOf={keyOf}
      subtitleOf={(row) => scopes[textOf(row, 'ThrottlingPolicyScope')] ?? ''}
      columns={columns}
      facts={(row) => limits.map(({ name, label = name }) => [label, valueText(row, name, t)] as const)}
      sections={[
        { id: 'limits', label: t('throttling.limits'), fields: limits },
        { id: 'general', label: t('form.general'), fields: [{ name: 'Name', label: t('servers.name') }] },
      ]}
      newSections={[
        {
          id: 'limits',
          label: t('throttling.limits'),
          fields: [
            { name: 'Name', label: t('servers.name'), required: true },
            { name: 'ThrottlingPolicyScope', label: t('throttling.scope'), choices: scopes },
            ...limits,
          ],
        },
      ]}
      bulkFields={limits}
      subtitle={t('throttling.one')}
      newTitle={t('throttling.new')}
      removeTitle={t('throttling.removeTitle')}
    />
  );
}
