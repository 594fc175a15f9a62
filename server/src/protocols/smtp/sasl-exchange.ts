import { loginPrompts, type PlainCredentials, readLoginAnswer, readPlain, type Reply } from '@relais/smtp-codec';
import type { SignInResult } from '../../services/authentication/authenticator.ts';
import type { SaslExchange as Mechanism } from '../../services/authentication/sasl/sasl.ts';
import type { Session } from './session.ts';

const cancelled: Reply = { code: 501, enhanced: '5.7.0', text: 'Authentication cancelled' };
const unreadable: Reply = {
  code: 501,
  enhanced: '5.5.2',
  text: 'Cannot decode the response: it must be base64 on one line',
};

/** RFC 4954 §4: longer than any mechanism's message (`authLineBytes`). */
const tooLong: Reply = { code: 500, enhanced: '5.5.6', text: 'Authentication exchange line is too long' };

/** What came of it: credentials or a sign-in, or the reply that ends the exchange; `null` when the client has gone. */
export type Exchanged =
  | { readonly credentials: PlainCredentials }
  | { readonly result: SignInResult }
  | { readonly reply: Reply }
  | null;

/** A mechanism's conversation after AUTH; `initial` is the client's initial response in base64, if it sent one. */
export type SaslExchange = (session: Session, initial: string | null) => Promise<Exchanged>;

/** RFC 4616. */
const plain: SaslExchange = async (session, initial) => {
  const answer = initial === null ? await ask(session, '') : { text: initial };
  if (answer === null || 'reply' in answer) return answer;
  const credentials = readPlain(answer.text);
  return credentials === null ? { reply: unreadable } : { credentials };
};

/** draft-murchison-sasl-login-00, which Outlook and many devices use. */
const login: SaslExchange = async (session, initial) => {
  const first = initial === null ? await ask(session, loginPrompts.userName) : { text: initial };
  if (first === null || 'reply' in first) return first;
  const second = await ask(session, loginPrompts.password);
  if (second === null || 'reply' in second) return second;
  const userName = readLoginAnswer(first.text);
  const password = readLoginAnswer(second.text);
  if (userName === null || password === null) return { reply: unreadable };
  return { credentials: { authorizationId: '', userName, password } };
};

export const exchanges: ReadonlyMap<string, SaslExchange> = new Map([
  ['PLAIN', plain],
  ['LOGIN', login],
]);

/** A mechanism's own conversation (RFC 4954 §4): challenges and answers until it says what came of it. */
export async function converse(session: Session, exchange: Mechanism, initial: string | null): Promise<Exchanged> {
  let answer = initial === null ? await ask(session, '') : { text: initial };
  for (;;) {
    if (answer === null || 'reply' in answer) return answer;
    const response = decoded(answer.text);
    if (response === null) return { reply: unreadable };
    const step = await exchange.step(response);
    switch (step.kind) {
      case 'done':
        return { result: step.result };
      case 'malformed':
        return { reply: { code: 501, enhanced: '5.5.2', text: `Invalid response: ${step.reason}` } };
      case 'challenge':
        answer = await ask(session, step.data.toString('base64'));
    }
  }
}

/** RFC 4954 §4: `=` is an empty message. */
function decoded(text: string): Buffer | null {
  if (text === '' || text === '=') return Buffer.alloc(0);
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null;
}

/** One question and its answer, which is never logged. RFC 4954 §4: `*` cancels. */
async function ask(
  session: Session,
  challenge: string,
): Promise<{ readonly text: string } | { readonly reply: Reply } | null> {
  session.reply({ code: 334, text: challenge });
  const line = await session.nextLine();
  if (line === null) return null;
  if (line.kind === 'refused') return { reply: line.reason === 'too-long' ? tooLong : unreadable };
  const text = Buffer.from(line.bytes).toString('latin1');
  return text === '*' ? { reply: cancelled } : { text };
}
