import type { ConversationContext } from './test-setting.ts';
import { StepFailure, type TestStep } from './test-step.ts';
import { arrivesInInbox, removeFromInbox, testMessage } from './test-message.ts';

const arrivalLimitMs = 10_000;

/** Submission as a mail program does it: sign in, send a message to oneself, see it in the inbox. */
export async function* smtpConversation(context: ConversationContext): AsyncGenerator<TestStep> {
  const { connection, setting, account, identity } = context;
  async function answer(wanted: string): Promise<string[]> {
    const lines: string[] = [];
    while (true) {
      const line = await connection.line();
      lines.push(line);
      if (line[3] === '-') continue;
      if (line.startsWith(wanted)) return lines;
      throw new StepFailure({ en: `The server answered: ${line}`, fr: `Le serveur a répondu : ${line}` });
    }
  }
  function command(line: string, wanted: string): Promise<string[]> {
    connection.send(line);
    return answer(wanted);
  }

  if (setting.encryption === 'SSL') yield* context.secure();
  yield* context.step('greeting', async () => {
    await answer('220');
    const offered = await command('EHLO connection-test.relais.invalid', '250');
    if (setting.encryption !== 'SSL')
      context.observed.startTlsOffered = offered.some((line) => /^250[ -]STARTTLS\b/i.test(line));
    return undefined;
  });
  if (setting.encryption === 'TLS') yield* context.secure(() => command('STARTTLS', '220'));
  if (identity === null) return;
  yield* context.step('sign-in', async () => {
    // RFC 3207 §4.2: what the server said before TLS no longer counts.
    await command('EHLO connection-test.relais.invalid', '250');
    const response = Buffer.from(`\0${identity.userName}\0${context.newPassword()}`, 'utf8').toString('base64');
    await command(`AUTH PLAIN ${response}`, '235');
    return undefined;
  });
  if (account === null) return;
  const message = testMessage(identity.emailAddress);
  try {
    yield* context.step('send', async () => {
      await command(`MAIL FROM:<${identity.emailAddress}>`, '250');
      await command(`RCPT TO:<${identity.emailAddress}>`, '250');
      await command('DATA', '354');
      // RFC 5321 §4.5.2: a line that begins with a dot gets another.
      connection.send(`${message.bytes.toString('latin1').replace(/^\./gm, '..').replace(/\r\n$/, '')}\r\n.`);
      await answer('250');
      return undefined;
    });
    yield* context.step('arrive', async () => {
      if (await arrivesInInbox(account, message.messageId, arrivalLimitMs, context.signal)) return undefined;
      throw new StepFailure({
        en: 'The message was accepted but is not in the inbox after 10 s; it may wait in a queue, or a rule or forwarding took it elsewhere.',
        fr: 'Le message a été accepté mais n’est pas dans la boîte de réception après 10 s ; il attend peut-être dans une file, ou une règle ou un transfert l’a envoyé ailleurs.',
      });
    });
  } finally {
    await removeFromInbox(account, message.messageId);
  }
  connection.send('QUIT');
}
