import { ProgressBar } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sizeText } from '@relais/browser-frame/language/numbers.ts';
import { jmap } from '../server/jmap.ts';
import styles from './folder-pane.module.css';

interface Quota {
  readonly used: number;
  readonly hardLimit: number;
}

/** How full the mailbox is; nothing when it has no limit. */
export function QuotaBar() {
  const { t } = useTranslation();
  const { data: quota } = useQuery({
    queryKey: ['quota'],
    refetchInterval: 300_000,
    queryFn: async ({ signal }) => {
      const { q } = await jmap([['Quota/get', { ids: null }, 'q']], signal);
      return ((q?.list ?? []) as readonly Quota[])[0] ?? null;
    },
  });
  if (quota === undefined || quota === null) return null;
  const share = quota.used / quota.hardLimit;
  const words = t('options.usageOf', {
    used: sizeText(quota.used),
    limit: sizeText(quota.hardLimit),
  });
  return (
    <div className={styles.quota}>
      <ProgressBar
        aria-label={t('options.usage')}
        value={Math.min(1, share)}
        color={share > 0.9 ? 'error' : share > 0.75 ? 'warning' : 'brand'}
      />
      <span>{words}</span>
    </div>
  );
}
