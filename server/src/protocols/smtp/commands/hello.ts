import { defineCommand } from '../command.ts';
import { offeredLines } from '../capabilities.ts';
import { anyState } from '../session-state.ts';

/** EHLO and HELO: whoever the client says it is, and what we offer. Ends a transaction (RFC 5321 §4.1.4). */
export const hello = defineCommand({
  verbs: ['EHLO', 'HELO'],
  rfc: 'RFC 5321 §4.1.1.1',
  allowedIn: anyState,
  allowedBeforeTls: true,
  async run(session, { verb, client }, state) {
    const { connector, transport } = session;
    if (client === null && connector.RequireEHLODomain) {
      session.end('too-many-errors', null);
      return { code: 501, enhanced: '5.5.4', text: 'Invalid domain name' };
    }
    if (state.kind === 'chunks') await state.intake.discard();
    session.live.client = client;
    session.state = { kind: 'greeted', hello: { client, extended: verb === 'EHLO' } };
    const line = `${connector.Fqdn} Hello [${transport.remote.address}]`;
    // RFC 2034 §4: no enhanced code here.
    return {
      code: 250,
      text: verb === 'HELO' ? line : [line, ...offeredLines(connector, session.isSecure, session.offersDsn)],
    };
  },
});
