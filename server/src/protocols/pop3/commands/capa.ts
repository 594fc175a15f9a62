import { listingLine, multilineEnd, okReply } from '@relais/pop3-codec';
import { answered, defineCommand } from '../command.ts';
import { offeredMechanisms } from '../offered-mechanisms.ts';
import type { Session } from '../session.ts';
import { anyState } from '../session-state.ts';

/** RFC 2449 §5 */
export const capa = defineCommand({
  name: 'CAPA',
  rfc: 'RFC 2449 §5',
  allowedIn: anyState,
  async run(session) {
    session.reply(okReply());
    for (const capability of capabilities(session)) session.output.text(listingLine(capability));
    session.output.text(multilineEnd);
    return answered;
  },
});

/** What this session may use now, in the order in which Exchange says it. */
function capabilities(session: Session): string[] {
  const isSigningIn = session.state.kind === 'authorization';
  const list = ['TOP', 'UIDL'];
  // RFC 2595 §4, LoginType: no password is asked for where none is taken.
  if (session.takesPasswords) list.push(`SASL ${offeredMechanisms(session).join(' ')}`, 'USER');
  if (!session.transport.isSecure && isSigningIn) list.push('STLS');
  list.push('RESP-CODES', 'AUTH-RESP-CODE', 'PIPELINING', 'EXPIRE NEVER', 'LOGIN-DELAY 0', 'UTF8 USER', 'LANG');
  // RFC 2449 §6.9: only users learn what they talk to.
  if (!isSigningIn) list.push(`IMPLEMENTATION Relais-${session.context.version}`);
  return list;
}
