import { continuation, decodePlain, listingLine, multilineEnd, okReply } from '@relais/pop3-codec';
import { answered, type Completion, defineCommand } from '../command.ts';
import { needsTls } from '../replies.ts';
import { replyTexts } from '../reply-texts.ts';
import type { Session } from '../session.ts';
import { beforeSignIn } from '../session-state.ts';
import { signIn } from '../sign-in.ts';

export const auth = defineCommand({
  name: 'AUTH',
  rfc: 'RFC 5034 §4',
  allowedIn: beforeSignIn,
  async run(session, { mechanism, initialResponse }) {
    if (mechanism === null) return listMechanisms(session);
    if (mechanism !== 'PLAIN') {
      return {
        status: 'ERR',
        text: {
          en: `Protocol error. 19 (The mechanism ${mechanism} is not offered; PLAIN is.)`,
          fr: `Erreur de protocole. 19 (Le mécanisme ${mechanism} n’est pas proposé ; PLAIN l’est.)`,
        },
      };
    }
    if (!session.takesPasswords) return needsTls;
    return initialResponse === null ? askForCredentials(session) : checkCredentials(session, initialResponse);
  },
});

// What clients from before CAPA ask; no RFC defines the listing, many servers give it.
function listMechanisms(session: Session): Completion {
  session.reply(okReply());
  if (session.takesPasswords) session.output.text(listingLine('PLAIN'));
  session.output.text(multilineEnd);
  return answered;
}

async function askForCredentials(session: Session): Promise<Completion> {
  session.output.text(continuation());
  const event = await session.readSaslLine();
  if (event === null) return answered;
  if (event.kind === 'too-long') return { status: 'ERR', text: replyTexts.authTooLong };
  const response = event.line.toString('latin1');
  // RFC 5034 §4: a single "*" cancels.
  if (response === '*') return { status: 'ERR', text: replyTexts.authCancelled };
  return checkCredentials(session, response);
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
