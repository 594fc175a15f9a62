import type { ConversationContext } from './test-setting.ts';
import { StepFailure, type TestStep } from './test-step.ts';
import { appendToInbox, removeFromInbox, testMessage } from './test-message.ts';

const pushLimitMs = 5000;

/** IMAP4 as a mail program speaks it: sign in, look into the inbox, wait for a message that comes meanwhile. */
export async function* imapConversation(context: ConversationContext): AsyncGenerator<TestStep> {
  const { connection, setting, account, identity } = context;
  let tag = 0;
  async function command(line: string): Promise<string[]> {
    tag++;
    const mark = `R${tag}`;
    connection.send(`${mark} ${line}`);
    const untagged: string[] = [];
    while (true) {
      const answer = await connection.line();
      if (!answer.startsWith(`${mark} `)) {
        untagged.push(answer);
        continue;
      }
      const words = answer.slice(mark.length + 1);
      if (/^OK\b/i.test(words)) return untagged;
      throw new StepFailure({ en: `The server answered: ${words}`, fr: `Le serveur a répondu : ${words}` });
    }
  }

  if (setting.encryption === 'SSL') yield* context.secure();
  yield* context.step('greeting', async () => {
    const greeting = await connection.line();
    if (/^\* (?:OK|PREAUTH)\b/i.test(greeting)) return undefined;
    throw new StepFailure({
      en: `The server greets with: ${greeting}`,
      fr: `Le serveur accueille par : ${greeting}`,
    });
  });
  if (setting.encryption !== 'SSL') {
    const capabilities = await command('CAPABILITY').catch(() => []);
    context.observed.startTlsOffered = capabilities.some((line) => /\bSTARTTLS\b/i.test(line));
  }
  if (setting.encryption === 'TLS') yield* context.secure(() => command('STARTTLS'));
  if (identity === null) return;
  yield* context.step('sign-in', async () => {
    // RFC 3501 §6.2.3: LOGIN with quoted strings; a user name holds no control characters.
    await command(`LOGIN ${quoted(identity.userName)} ${quoted(context.newPassword())}`);
    return undefined;
  });
  if (account === null) return;
  yield* context.step('fetch', async () => {
    const selected = await command('SELECT INBOX');
    const count = Number(/^\* (\d+) EXISTS/i.exec(selected.find((line) => / EXISTS/i.test(line)) ?? '')?.[1] ?? 0);
    if (count > 0) await command(`FETCH ${count} (UID FLAGS ENVELOPE)`);
    return {
      outcome: 'good',
      text: { en: `Messages in the inbox: ${count}`, fr: `Messages dans la boîte de réception : ${count}` },
    };
  });
  yield* context.step('push', async () => {
    connection.send('R9 IDLE');
    let answer = await connection.line();
    while (!answer.startsWith('+')) {
      if (answer.startsWith('R9 ')) {
        throw new StepFailure({
          en: `The server answered: ${answer.slice(3)}`,
          fr: `Le serveur a répondu : ${answer.slice(3)}`,
        });
      }
      answer = await connection.line();
    }
    const message = testMessage(identity.emailAddress);
    await appendToInbox(account, message);
    try {
      while (!/^\* \d+ EXISTS/i.test(answer)) answer = await connection.line(pushLimitMs);
    } finally {
      await removeFromInbox(account, message.messageId);
    }
    connection.send('DONE');
    return undefined;
  });
  connection.send('R99 LOGOUT');
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
