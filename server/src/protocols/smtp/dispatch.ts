import {
  type AddressLimits,
  defaultLimits,
  type LineRead,
  lineText,
  longAddressLimits,
  readCommand,
  type Reply,
  type SmtpRequest,
  SmtpSyntaxError,
  usualAddressLimits,
} from '@relais/smtp-codec';
import { Unlimited } from '@relais/management-contract';
import { MailError } from '../../domain/mail/mail-error.ts';
import type { Command } from './command.ts';
import { commands } from './commands/index.ts';
import { lineFault, mailErrorReply, outOfSequence, replies } from './replies.ts';
import type { Session } from './session.ts';

const byVerb: ReadonlyMap<string, Command> = new Map(
  commands.flatMap((command) => command.verbs.map((verb) => [verb, command])),
);
/** What a browser or proxy says when somebody points it here: it would send a stranger's words as commands. */
const otherProtocols: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'CONNECT']);

/** Carries out one line: reads it, checks TLS and state from the command's data, turns refusals into replies. */
export async function dispatch(session: Session, line: LineRead): Promise<void> {
  const reply = line.kind === 'line' ? await obey(session, line.bytes) : lineFault(line.reason);
  if (line.kind === 'refused') session.protocolLog.received(`(${line.reason})`);
  if (reply === null) return;
  if (isProtocolError(reply)) {
    session.protocolErrors += 1;
    const { MaxProtocolErrors: most } = session.connector;
    if (!(most instanceof Unlimited) && session.protocolErrors > most)
      return session.end('too-many-errors', replies.tooManyErrors);
  }
  if (reply.code >= 500) await session.tarpit();
  session.reply(reply);
}

async function obey(session: Session, bytes: Uint8Array): Promise<Reply | null> {
  try {
    const text = lineText(bytes);
    const space = text.indexOf(' ');
    const verb = space === -1 ? text : text.slice(0, space);
    const name = verb.toUpperCase();
    const isAuth = name === 'AUTH' && space !== -1;
    if (!isAuth && bytes.length + 2 > defaultLimits.commandLineBytes) return lineFault('too-long');
    // A line that is no command may be a password that came at the wrong moment: it is written nowhere.
    if (byVerb.has(name)) session.protocolLog.received(verb, space === -1 ? '' : text.slice(space + 1));
    else session.protocolLog.received('(unrecognized)');
    session.live.lastCommand = byVerb.has(name) ? name : null;
    if (otherProtocols.has(name) && space !== -1) session.end('too-many-errors', null);
    // The rewritten sender of a forward is longer than addresses are, and bounces come to it.
    const limits = /^rcpt to: *<srs[01]=/i.test(text) ? longAddressLimits : addressLimits(session);
    const request = readCommand(text, limits);
    const reply = await run(session, request);
    if (request.verb === 'RCPT' && reply?.code === 250 && 'transaction' in session.state)
      session.state.transaction.accepted.push(request.to === 'postmaster' ? 'postmaster' : request.to.text);
    return reply;
  } catch (error) {
    if (error instanceof SmtpSyntaxError) {
      // What follows a BDAT that cannot be read is content of unknown length: none of it may be taken for commands.
      if (/^bdat\b/i.test(Buffer.from(bytes).toString('latin1'))) session.end('too-many-errors', null);
      return { code: error.code, enhanced: error.enhanced, text: error.message };
    }
    if (error instanceof MailError) return mailErrorReply(error);
    if (session.transport.isClosed) return null;
    session.log.error('command-failed', error, { command: session.live.lastCommand });
    return replies.temporary;
  }
}

function run(session: Session, request: SmtpRequest): Promise<Reply | null> | Reply | null {
  const { state, connector } = session;
  const command = byVerb.get(request.verb);
  if (command === undefined) return { code: 502, enhanced: '5.5.1', text: `${request.verb} is not offered here` };
  if (connector.RequireTLS && !session.isSecure && !command.allowedBeforeTls) return replies.tlsFirst;
  if (!command.allowedIn.includes(state.kind)) return outOfSequence(request.verb, state.kind);
  return command.run(session, request, state);
}

/** MaxProtocolErrors counts what no sane client sends, not refusals of an address or a message. */
function isProtocolError({ code }: Reply): boolean {
  return (code >= 500 && code <= 504) || code === 555;
}

function addressLimits({ connector }: Session): AddressLimits {
  const limits = connector.LongAddressesEnabled ? longAddressLimits : usualAddressLimits;
  return connector.DefaultDomain === null ? limits : { ...limits, defaultDomain: connector.DefaultDomain };
}
