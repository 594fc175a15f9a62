import { completed, defineCommand } from '../command.ts';
import { anyState, onlySelected } from '../session-state.ts';

/** Asks the store even if no signal came: a lost signal costs a delay until the next NOOP, never a change. */
export const noop = defineCommand({
  names: ['NOOP'],
  rfc: 'RFC 3501 §6.1.2',
  allowedIn: anyState,
  revealsExpunges: true,
  isShort: true,
  async run(session) {
    await session.changes.tell(true, true);
    return completed;
  },
});

/** Everything is durable when it is acknowledged, so a checkpoint is a NOOP. */
export const check = defineCommand({
  names: ['CHECK'],
  rfc: 'RFC 3501 §6.4.1',
  allowedIn: onlySelected,
  revealsExpunges: true,
  isShort: true,
  async run(session) {
    await session.changes.tell(true, true);
    return completed;
  },
});
