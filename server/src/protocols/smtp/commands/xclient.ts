import { isIP } from 'node:net';
import { defineCommand } from '../command.ts';
import { greeting } from '../greeting.ts';
import { plainAddress } from '../../../platform/net/socket-transport.ts';
import { replies } from '../replies.ts';

/** Of a client whose address the proxy does not know ([UNAVAILABLE]): nobody's, lest it has the rights of the proxy's own. */
const unknownAddress = '0.0.0.0';

/**
 * Postfix's XCLIENT: a proxy that is trusted by its address says who its client is. The session begins anew with that
 * client (a greeting, then EHLO), and its limits, permissions and checks are those of the client. Once a connection.
 */
export const xclient = defineCommand({
  verbs: ['XCLIENT'],
  rfc: "Postfix's XCLIENT",
  allowedIn: ['connected', 'greeted'],
  allowedBeforeTls: true,
  async run(session, { attributes }) {
    if (!session.isProxy)
      return { code: 550, enhanced: '5.7.0', text: 'Your address may not use XCLIENT here, or has done so' };
    const told = attributes.get('ADDR');
    const address = told === null ? unknownAddress : told?.replace(/^IPv6:/i, '');
    if (address !== undefined && isIP(address) === 0)
      return { code: 501, enhanced: '5.5.4', text: 'Invalid arguments: ADDR is no IP address' };
    const login = attributes.get('LOGIN');
    const user = typeof login === 'string' ? session.context.directory.findLogin(login) : null;
    if (typeof login === 'string' && !(user?.enabled && user.smtpAuthEnabled))
      return { code: 550, enhanced: '5.7.1', text: 'LOGIN names nobody who may send here' };
    const port = Number(attributes.get('PORT') ?? 0);
    const isServed = session.takeClient({
      client:
        address === undefined ? null : { address: plainAddress(address), port: Number.isInteger(port) ? port : 0 },
      helo: attributes.get('HELO') ?? null,
      user,
    });
    if (!isServed) {
      session.end('error', null);
      return replies.notServed;
    }
    return greeting(session.connector, session.context.clock.now());
  },
});
