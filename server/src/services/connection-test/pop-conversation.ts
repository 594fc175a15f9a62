import type { ConversationContext } from './test-setting.ts';
import { StepFailure, type TestStep } from './test-step.ts';

/** POP3 as a mail program speaks it: sign in, count the messages. */
export async function* popConversation(context: ConversationContext): AsyncGenerator<TestStep> {
  const { connection, setting, identity } = context;
  async function answer(): Promise<string> {
    const line = await connection.line();
    if (line.startsWith('+OK')) return line;
    throw new StepFailure({ en: `The server answered: ${line}`, fr: `Le serveur a répondu : ${line}` });
  }
  function command(line: string): Promise<string> {
    connection.send(line);
    return answer();
  }

  /** RFC 2449 §5: a list that ends with a dot; a server without CAPA offers nothing. */
  async function offersTls(): Promise<boolean> {
    connection.send('CAPA');
    if (!(await connection.line()).startsWith('+OK')) return false;
    let offered = false;
    for (let line = await connection.line(); line !== '.'; line = await connection.line()) {
      if (/^STLS\b/i.test(line)) offered = true;
    }
    return offered;
  }

  if (setting.encryption === 'SSL') yield* context.secure();
  yield* context.step('greeting', async () => void (await answer()));
  if (setting.encryption !== 'SSL') context.observed.startTlsOffered = await offersTls().catch(() => false);
  if (setting.encryption === 'TLS') yield* context.secure(() => command('STLS'));
  if (identity === null) return;
  yield* context.step('sign-in', async () => {
    await command(`USER ${identity.userName}`);
    await command(`PASS ${context.newPassword()}`);
    return undefined;
  });
  if (context.account === null) return;
  yield* context.step('fetch', async () => {
    const [, count = '0'] = (await command('STAT')).split(' ');
    return {
      outcome: 'good',
      text: { en: `Messages in the inbox: ${count}`, fr: `Messages dans la boîte de réception : ${count}` },
    };
  });
  connection.send('QUIT');
}
