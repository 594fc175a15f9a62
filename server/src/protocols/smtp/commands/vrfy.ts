import { defineCommand } from '../command.ts';
import { replies } from '../replies.ts';
import { anyState } from '../session-state.ts';

/** RFC 5321 §7.3: who exists is not told to who asks. */
export const vrfy = defineCommand({
  verbs: ['VRFY'],
  rfc: 'RFC 5321 §4.1.1.6, §3.5.3',
  allowedIn: anyState,
  allowedBeforeTls: false,
  run: async () => replies.cannotVerify,
});
