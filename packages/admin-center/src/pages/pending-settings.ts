import type { ManagementObject } from '@relais/management-contract';
import { useMay, useRows } from '../server/cmdlets.ts';
import { amountOf, textOf } from '../server/rows.ts';

/** Settings of one service that were changed and are not obeyed yet. */
export interface PendingService {
  /** `MSExchangeImap4`, `W3SVC`: what must be restarted. */
  readonly service: string;
  readonly displayName: string;
  /** How many sessions a restart would close; their clients come back by themselves. */
  readonly sessions: number;
  readonly differences: readonly {
    /** `ImapSettings`: whose parameter it is. */
    readonly noun: string;
    readonly setting: string;
    readonly effective: string;
    readonly configured: string;
  }[];
}

const none: readonly PendingService[] = [];

/** What waits for a restart, by service. */
export function usePending(): readonly PendingService[] {
  const may = useMay();
  const { data } = useRows('Get-PendingSetting', {}, { enabled: may('Get-PendingSetting'), everyMs: 60_000 });
  return data === undefined || data.length === 0 ? none : byService(data);
}

function byService(rows: readonly ManagementObject[]): readonly PendingService[] {
  const groups = new Map<string, PendingService>();
  for (const row of rows) {
    const service = textOf(row, 'Service');
    const held = groups.get(service);
    groups.set(service, {
      service,
      displayName: textOf(row, 'DisplayName') || service,
      sessions: amountOf(row, 'Sessions') ?? 0,
      differences: [
        ...(held?.differences ?? []),
        {
          noun: textOf(row, 'Noun'),
          setting: textOf(row, 'Setting'),
          effective: textOf(row, 'EffectiveValue'),
          configured: textOf(row, 'ConfiguredValue'),
        },
      ],
    });
  }
  return [...groups.values()];
}
