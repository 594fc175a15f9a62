import { defineCommand } from '../command.ts';
import { replies } from '../replies.ts';
import { anyState } from '../session-state.ts';

export const noop = defineCommand({
  verbs: ['NOOP'],
  rfc: 'RFC 5321 §4.1.1.9',
  allowedIn: anyState,
  allowedBeforeTls: true,
  run: async () => replies.ok,
});
