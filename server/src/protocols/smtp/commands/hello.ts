import { defineCommand } from '../command.ts';
import { replies } from '../replies.ts';
import { anyState } from '../session-state.ts';

/** EHLO, HELO and LHLO: whoever the client says it is, and what we offer. Ends a transaction (RFC 5321 §4.1.4). */
export const hello = defineCommand({
  verbs: ['EHLO', 'HELO', 'LHLO'],
  rfc: 'RFC 5321 §4.1.1.1',
  allowedIn: anyState,
  allowedBeforeTls: true,
  async run(session, { verb, client }, state) {
    const { connector } = session;
    // RFC 2033 §4.1: LMTP has LHLO and neither of the others, so that nobody takes one protocol for the other.
    if ((verb === 'LHLO') !== connector.Lmtp) return replies.unrecognized;
    if (client === null && connector.RequireEHLODomain) {
      session.end('too-many-errors', null);
      return { code: 501, enhanced: '5.5.4', text: 'Invalid domain name' };
    }
    if (state.kind === 'chunks') await state.intake.discard();
    session.live.client = client;
    session.state = { kind: 'greeted', hello: { client, extended: verb !== 'HELO' } };
    const line = `${connector.Fqdn} Hello [${session.remote.address}]`;
    // RFC 2034 §4: no enhanced code here.
    return {
      code: 250,
      text: verb === 'HELO' ? line : [line, ...session.offers.lines],
    };
  },
});
