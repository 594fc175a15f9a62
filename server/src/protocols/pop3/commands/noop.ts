import { defineCommand, ok } from '../command.ts';
import { signedIn } from '../session-state.ts';

export const noop = defineCommand({
  name: 'NOOP',
  rfc: 'RFC 1939 §5',
  allowedIn: signedIn,
  async run() {
    return ok;
  },
});
