import { continuation, decodePlain, listingLine, multilineEnd, okReply } from '@relais/pop3-codec';
import { answered, type Completion, defineCommand } from '../command.ts';
import { needsTls } from '../replies.ts';
import { replyTexts } from '../reply-texts.ts';
import type { Session } from '../session.ts';
import { beforeSignIn } from '../session-state.ts';
import type { SaslExchange } from '../../../services/authentication/sasl/sasl.ts';
import { offeredMechanisms } from '../offered-mechanisms.ts';
import { channelOf } from '../sasl-channel.ts';
import { enter, signIn } from '../sign-in.ts';

export const auth = defineCommand({
  name: 'AUTH',
  rfc: 'RFC 5034 §4',
  allowedIn: beforeSignIn,
  async run(session, { mechanism, initialResponse }) {
    if (mechanism === null) return listMechanisms(session);
    if (mechanism !== 'PLAIN') {
      const exchange = session.takesPasswords
        ? session.context.authenticator.sasl.begin(mechanism, channelOf(session))
        : null;
      return exchange === null ? notOffered(session, mechanism) : converse(session, exchange, initialResponse);
    }
    if (!session.takesPasswords) return needsTls;
    return initialResponse === null ? askForCredentials(session) : checkCredentials(session, initialResponse);
  },
});

function notOffered(session: Session, mechanism: string): Completion {
  const [first, ...others] = offeredMechanisms(session);
  const names = [first ?? 'PLAIN', ...others];
  return {
    status: 'ERR',
    text: {
      en: `Protocol error. 19 (The mechanism ${mechanism} is not offered; ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'}.)`,
      fr: `Erreur de protocole. 19 (Le mécanisme ${mechanism} n’est pas proposé ; ${names.join(', ')} ${names.length === 1 ? 'l’est' : 'le sont'}.)`,
    },
  };
}

/** A mechanism's own conversation (RFC 5034 §4): challenges and answers until it says what came of it. */
async function converse(session: Session, exchange: SaslExchange, initial: string | null): Promise<Completion> {
  let given: Completion | string | null = initial;
  for (;;) {
    given ??= await ask(session, '');
    if (typeof given !== 'string') return given;
    const response = decodeBase64(given);
    if (response === null) return { status: 'ERR', text: replyTexts.saslMalformed };
    const step = await exchange.step(response);
    switch (step.kind) {
      case 'done':
        return enter(session, step.result);
      case 'malformed':
        return { status: 'ERR', text: replyTexts.saslMalformed };
      case 'challenge':
        given = await ask(session, step.data.toString('base64'));
    }
  }
}

/** RFC 5034 §4: `=` is an empty message. */
function decodeBase64(text: string): Buffer | null {
  if (text === '' || text === '=') return Buffer.alloc(0);
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null;
}

// What clients from before CAPA ask; no RFC defines the listing, many servers give it.
function listMechanisms(session: Session): Completion {
  session.reply(okReply());
  for (const mechanism of offeredMechanisms(session)) session.output.text(listingLine(mechanism));
  session.output.text(multilineEnd);
  return answered;
}

async function askForCredentials(session: Session): Promise<Completion> {
  const response = await ask(session, '');
  return typeof response === 'string' ? checkCredentials(session, response) : response;
}

/** A challenge in base64 and its answer, or what ends the exchange. */
async function ask(session: Session, challenge: string): Promise<string | Completion> {
  session.output.text(continuation(challenge));
  const event = await session.readSaslLine();
  if (event === null) return answered;
  if (event.kind === 'too-long') return { status: 'ERR', text: replyTexts.authTooLong };
  const response = event.line.toString('latin1');
  // RFC 5034 §4: a single "*" cancels.
  return response === '*' ? { status: 'ERR', text: replyTexts.authCancelled } : response;
}

async function checkCredentials(session: Session, response: string): Promise<Completion> {
  const credentials = decodePlain(response);
  if (credentials === null) return { status: 'ERR', text: replyTexts.authMalformed };
  const { authorizationId, userName, password } = credentials;
  // RFC 4616 §2: acting for somebody else is not offered.
  if (authorizationId !== '' && authorizationId.toLowerCase() !== userName.toLowerCase()) {
    return { status: 'ERR', code: 'AUTH', text: replyTexts.logonFailure };
  }
  return signIn(session, userName, password);
}
