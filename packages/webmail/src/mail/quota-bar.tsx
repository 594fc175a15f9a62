import { ProgressBar } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useWords } from '../language/words.ts';
import { sizeText } from '@relais/browser-frame/language/numbers.ts';
import { jmap } from '../server/jmap.ts';
import styles from './folder-pane.module.css';

/** RFC 9425; limits in octets. */
interface Quota {
  readonly used: number;
  /** From here on nothing is received. */
  readonly hardLimit: number;
  /** From here on nothing is sent. */
  readonly softLimit?: number | null;
  readonly warnLimit?: number | null;
}

const roomy = { color: 'brand', notice: null } as const;
const almostFull = { color: 'warning', notice: 'options.almostFull' } as const;
const noSending = { color: 'error', notice: 'options.noSending' } as const;
const full = { color: 'error', notice: 'options.full' } as const;

function fullnessOf({ used, hardLimit, softLimit, warnLimit }: Quota) {
  if (used >= hardLimit) return full;
  if (used >= (softLimit ?? hardLimit)) return noSending;
  return used >= (warnLimit ?? hardLimit * 0.9) ? almostFull : roomy;
}

/** How full the mailbox is, and what follows from it; nothing when it has no limit. */
export function QuotaBar() {
  const t = useWords();
  const { data: quota } = useQuery({
    queryKey: ['quota'],
    refetchInterval: 300_000,
    queryFn: async ({ signal }) => {
      const { q } = await jmap([['Quota/get', { ids: null }, 'q']], signal);
      return ((q?.list ?? []) as readonly Quota[])[0] ?? null;
    },
  });
  if (quota === undefined || quota === null) return null;
  const { color, notice } = fullnessOf(quota);
  const words = t('options.usageOf', {
    used: sizeText(quota.used),
    limit: sizeText(quota.hardLimit),
  });
  return (
    <div className={styles.quota}>
      <ProgressBar aria-label={t('options.usage')} value={Math.min(1, quota.used / quota.hardLimit)} color={color} />
      <span>{words}</span>
      {notice !== null && <span role="status">{t(notice)}</span>}
    </div>
  );
}
