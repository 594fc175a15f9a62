import type { ConversationContext } from './test-client-settings.ts';
import { StepFailure, type TestStep } from './test-step.ts';

/** POP3 as a mail program speaks it: sign in, count the messages. */
export async function* popConversation(context: ConversationContext): AsyncGenerator<TestStep> {
  const { connection, setting } = context;
  async function answer(): Promise<string> {
    const line = await connection.line();
    if (line.startsWith('+OK')) return line;
    throw new StepFailure({ en: `The server answered: ${line}`, fr: `Le serveur a répondu : ${line}` });
  }
  function command(line: string): Promise<string> {
    connection.send(line);
    return answer();
  }

  if (setting.encryption === 'SSL') yield* context.secure();
  yield* context.step('greeting', async () => void (await answer()));
  if (setting.encryption === 'TLS') {
    await command('STLS').catch(() => undefined);
    yield* context.secure();
  }
  yield* context.step('sign-in', async () => {
    await command(`USER ${context.userName}`);
    await command(`PASS ${context.newPassword()}`);
    return undefined;
  });
  yield* context.step('fetch', async () => {
    const [, count = '0'] = (await command('STAT')).split(' ');
    return {
      outcome: 'good',
      text: { en: `Messages in the inbox: ${count}`, fr: `Messages dans la boîte de réception : ${count}` },
    };
  });
  connection.send('QUIT');
}
