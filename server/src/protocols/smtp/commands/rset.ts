import { defineCommand } from '../command.ts';
import { replies } from '../replies.ts';
import { anyState } from '../session-state.ts';

/** Forgets the transaction and keeps what was said in EHLO. */
export const rset = defineCommand({
  verbs: ['RSET'],
  rfc: 'RFC 5321 §4.1.1.5',
  allowedIn: anyState,
  allowedBeforeTls: true,
  async run(session, _request, state) {
    if (state.kind === 'chunks') await state.intake.discard();
    if (state.kind !== 'connected') session.state = { kind: 'greeted', hello: state.hello };
    return replies.reset;
  },
});
