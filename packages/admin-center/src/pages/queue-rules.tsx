import { useMemo } from 'react';
import { useWords } from '../language/words.ts';
import { useRows } from '../server/cmdlets.ts';
import { textOf } from '../server/rows.ts';
import { ObjectDialog, type ObjectSection } from './object-dialog.tsx';
import { PendingBanner } from './pending-banner.tsx';
import { transportLimits } from './transport-fields.ts';

const noDraft = {};

/** Mail flow > Queues > Rules: when a queue tries again, when it says so, when it gives up, how much it sends at once. */
export function QueueRules(props: {
  readonly section: string | null;
  readonly onSection: (section: string) => void;
  readonly onClose: () => void;
}) {
  const t = useWords();
  const { data } = useRows('Get-TransportService');
  const sections = useMemo<readonly ObjectSection[]>(() => {
    const [retries, notifications, expiration, outbound] = transportLimits(t);
    return [
      { id: 'retries', label: t('queues.whenToRetry'), fields: retries?.fields ?? [] },
      {
        id: 'giving-up',
        label: t('queues.whenToGiveUp'),
        fields: [...(notifications?.fields ?? []), ...(expiration?.fields ?? [])],
      },
      { id: 'connections', label: t('queues.howMuch'), fields: outbound?.fields ?? [] },
    ];
  }, [t]);
  const row = data?.[0];
  if (row === undefined) return null;
  return (
    <ObjectDialog
      noun="TransportService"
      row={row}
      identity={textOf(row, 'Name', 'Identity')}
      title={t('queues.rules')}
      subtitle={t('queues.rulesOf', { server: textOf(row, 'Name', 'Identity') })}
      banner={<PendingBanner service="MSExchangeTransport" />}
      initial={noDraft}
      offersTrial
      sections={sections}
      section={props.section}
      onSection={props.onSection}
      onClose={props.onClose}
    />
  );
}
