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
const otherProtocol = /^(?:GET|HEAD|POST|PUT|OPTIONS|CONNECT) /i;

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
    const isAuth = /^auth /i.test(text);
    if (!isAuth && bytes.length + 2 > defaultLimits.commandLineBytes) return lineFault('too-long');
    const [verb = '', argument = ''] = splitAtSpace(text);
    // A line that is no command may be a password that came at the wrong moment: it is written nowhere.
    const isKnown = byVerb.has(verb.toUpperCase());
    session.protocolLog.received(isKnown ? verb : '(unrecognized)', isKnown ? argument : '');
    session.live.lastCommand = isKnown ? verb.toUpperCase() : null;
    if (otherProtocol.test(text)) session.end('too-many-errors', null);
    // The rewritten sender of a forward is longer than addresses are, and bounces come to it.
    const limits = /^rcpt to: *<srs[01]=/i.test(text) ? longAddressLimits : addressLimits(session);
    return await run(session, readCommand(text, limits));
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

async function run(session: Session, request: SmtpRequest): Promise<Reply | null> {
  const { state, connector } = session;
  const command = byVerb.get(request.verb);
  if (command === undefined) return { code: 502, enhanced: '5.5.1', text: `${request.verb} is not offered here` };
  if (connector.RequireTLS && !session.isSecure && !command.allowedBeforeTls) return replies.tlsFirst;
  if (!command.allowedIn.includes(state.kind)) return outOfSequence(request.verb, state.kind);
  const reply = await command.run(session, request, state);
  if (request.verb === 'RCPT' && reply?.code === 250 && 'transaction' in state)
    state.transaction.accepted.push(request.to === 'postmaster' ? 'postmaster' : request.to.text);
  return reply;
}

/** MaxProtocolErrors counts what no sane client sends, not refusals of an address or a message. */
function isProtocolError({ code }: Reply): boolean {
  return (code >= 500 && code <= 504) || code === 555;
}

function addressLimits({ connector }: Session): AddressLimits {
  const limits = connector.LongAddressesEnabled ? longAddressLimits : usualAddressLimits;
  return connector.DefaultDomain === null ? limits : { ...limits, defaultDomain: connector.DefaultDomain };
}

function splitAtSpace(text: string): [string, string] {
  const at = text.indexOf(' ');
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
