import { timeZoneOf } from '@relais/management-contract';
import type { Mailbox } from '../../domain/directory/directory.ts';
import { type RegionalConfiguration, regionalConfigurationOf } from '../../domain/directory/regional-configuration.ts';

/** The regional configuration as the applications use it. */
export interface RegionalView extends RegionalConfiguration {
  /** The time zone by its name in the tz database, which browsers know; `null`: the browser's own. */
  readonly zone: string | null;
}

export function regionalView(mailbox: Mailbox): RegionalView {
  const regional = regionalConfigurationOf(mailbox);
  return { ...regional, zone: regional.timeZone === null ? null : timeZoneOf(regional.timeZone) };
}
