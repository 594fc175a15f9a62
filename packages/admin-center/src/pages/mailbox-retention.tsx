import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { numberText, sizeText } from '@relais/browser-frame/language/numbers.ts';
import type { ManagementObject } from '@relais/management-contract';
import type { Draft } from '../form/draft.ts';
import type { FieldSpec } from '../form/field-spec.ts';
import { Group, NumberField, SwitchField, TextField } from '../form/fields.tsx';
import { useWords } from '../language/words.ts';
import { Facts } from '../list/details.tsx';
import { useMay } from '../server/cmdlets.ts';
import { amountOf, dateOf, isOn, textOf } from '../server/rows.ts';

const mostDays = 24_855;
const days = { min: 0, max: mostDays, standard: 14 };
/** An empty one is without end. */
const holdDays = { min: 1, max: mostDays, isOptional: true };

/** What Set-Mailbox is told of deleted items, besides what the other sections tell it. */
export const retentionSpecs: readonly FieldSpec[] = [
  { name: 'UseDatabaseRetentionDefaults', kind: 'switch' },
  { name: 'RetainDeletedItemsFor', kind: 'days', range: days },
  { name: 'SingleItemRecoveryEnabled', kind: 'switch' },
  { name: 'LitigationHoldEnabled', kind: 'switch' },
  { name: 'LitigationHoldDuration', kind: 'days', range: holdDays },
  { name: 'RetentionComment', kind: 'text' },
  { name: 'RetentionUrl', kind: 'text' },
];

/** Mailbox usage: how long what is deleted can be recovered, and how much is kept. */
export function DeletedItemRetention({
  draft,
  statistics,
}: {
  readonly draft: Draft;
  readonly statistics: ManagementObject | undefined;
}) {
  const t = useWords();
  const may = useMay();
  const [items, bytes] = [amountOf(statistics, 'DeletedItemCount'), amountOf(statistics, 'TotalDeletedItemSize')];
  const mayDays = may('Set-Mailbox', 'RetainDeletedItemsFor');
  return (
    <Group title={t('deletedItems.retention')} hint={t('deletedItems.retentionHint')}>
      <Facts
        facts={[
          [
            t('deletedItems.kept'),
            items === null
              ? ''
              : t('deletedItems.keptNow', { count: items, number: numberText(items), size: sizeText(bytes ?? 0) }),
          ],
        ]}
      />
      <SwitchField
        draft={draft}
        name="UseDatabaseRetentionDefaults"
        label={t('deletedItems.useDefaults')}
        disabled={!may('Set-Mailbox', 'UseDatabaseRetentionDefaults')}
      />
      {!draft.isOn('UseDatabaseRetentionDefaults') && (
        <NumberField
          draft={draft}
          name="RetainDeletedItemsFor"
          label={t('deletedItems.days')}
          range={days}
          disabled={!mayDays}
        />
      )}
      <SwitchField
        draft={draft}
        name="SingleItemRecoveryEnabled"
        label={t('deletedItems.singleItem')}
        hint={t('deletedItems.singleItemHint')}
        disabled={!may('Set-Mailbox', 'SingleItemRecoveryEnabled')}
      />
    </Group>
  );
}

/** Mailbox features > Litigation hold: for how long, since when and by whom, with a note and a page about it. */
export function LitigationHold({ draft, row }: { readonly draft: Draft; readonly row: ManagementObject | undefined }) {
  const t = useWords();
  const may = useMay();
  const since = dateOf(row, 'LitigationHoldDate');
  const mayHold = may('Set-Mailbox', 'LitigationHoldEnabled');
  return (
    <Group title={t('deletedItems.hold')} hint={t('deletedItems.holdHint')}>
      <SwitchField draft={draft} name="LitigationHoldEnabled" label={t('deletedItems.holdOn')} disabled={!mayHold} />
      {draft.isOn('LitigationHoldEnabled') && (
        <>
          {isOn(row, 'LitigationHoldEnabled') && (
            <Facts
              facts={[
                [t('deletedItems.holdDate'), since === null ? '' : dateTimeText(since)],
                [t('deletedItems.holdOwner'), textOf(row, 'LitigationHoldOwner')],
              ]}
            />
          )}
          <NumberField
            draft={draft}
            name="LitigationHoldDuration"
            label={t('deletedItems.holdDays')}
            hint={t('deletedItems.holdDaysHint')}
            range={holdDays}
            disabled={!mayHold}
          />
          <TextField
            draft={draft}
            name="RetentionComment"
            label={t('deletedItems.note')}
            multiline
            disabled={!may('Set-Mailbox', 'RetentionComment')}
          />
          <TextField
            draft={draft}
            name="RetentionUrl"
            label={t('deletedItems.url')}
            placeholder="https://"
            disabled={!may('Set-Mailbox', 'RetentionUrl')}
          />
        </>
      )}
    </Group>
  );
}
