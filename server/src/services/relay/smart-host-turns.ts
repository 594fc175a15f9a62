import type { SendConnector } from '../../domain/queue/send-connectors.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { SilentAddresses } from './silent-addresses.ts';

/**
 * Whose turn it is among the smart hosts of a connector: each connection begins at the next one, as Exchange spreads its
 * load, and goes on to the others where that takes no mail.
 */
export class SmartHostTurns {
  /** Those that took no mail lately, which are tried last. */
  readonly failing: SilentAddresses;
  private readonly turns = new Map<string, number>();

  constructor(clock: Clock) {
    this.failing = new SilentAddresses(clock);
  }

  /** All of them, in the order to try them now. */
  next({ Guid, SmartHosts }: Pick<SendConnector, 'Guid' | 'SmartHosts'>): readonly string[] {
    if (SmartHosts.length < 2) return SmartHosts;
    const turn = (this.turns.get(Guid) ?? 0) % SmartHosts.length;
    this.turns.set(Guid, turn + 1);
    return [...SmartHosts.slice(turn), ...SmartHosts.slice(0, turn)];
  }
}
