import { Readable } from 'node:stream';
import type { WebmailPreferences } from '../../domain/personal/webmail-preferences.ts';
import type { OneTimeCredentials } from '../../services/authentication/one-time-credentials.ts';
import type { HttpRoutes } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';
import type { ClientSettings } from '../../services/client-settings/client-settings.ts';
import { appPasswords } from './app-passwords.ts';
import { appleProfileRoutes } from './apple-profile-routes.ts';
import { automaticReplies } from './automatic-replies.ts';
import { clientSettingsView } from './client-settings-view.ts';
import { testClientSettings } from '../../services/connection-test/test-client-settings.ts';
import { confirmation } from './confirmation.ts';
import { connections } from './connections.ts';
import type { Mailboxes } from '../../services/sharing/open-mailbox.ts';
import { folderPermissions } from './folder-permissions.ts';
import { inboxRules } from './inbox-rules.ts';
import { junkMail } from './junk-mail.ts';
import { mailTips } from './mail-tips.ts';
import { messageFrame } from './message-frame.ts';
import { ownPassword } from './own-password.ts';
import { people } from './people.ts';
import { keptDays, recoverableItems, retentionIn } from './recoverable-items.ts';
import { regionalSettings } from './regional-settings.ts';
import { senders } from './senders.ts';
import { webmailPreferences } from './webmail-preferences.ts';
import { secondFactors } from './second-factors.ts';
import { ownAddress } from '../own-address.ts';

export interface UserApiParts {
  readonly preferences: WebmailPreferences;
  readonly clientSettings: ClientSettings;
  readonly oneTimeCredentials: OneTimeCredentials;
  readonly mailboxes: Mailboxes;
}

const settingsPath = '/owa/options/account/my-account/pop-imap';

/** What webmail's options ask about the caller's own mailbox. */
export function createUserApi({
  clientSettings,
  oneTimeCredentials,
  preferences,
  mailboxes,
}: UserApiParts): HttpRoutes {
  return (app, context) => {
    const testing = new Set<string>();

    app.get('/api/account', async (request) => {
      const { mailbox } = await context.userOf(request);
      const quota = await (await context.mail.account(mailbox.guid)).quota();
      const [primary = mailbox.userPrincipalName, ...others] = mailbox.emailAddresses;
      return {
        displayName: mailbox.displayName,
        primarySmtpAddress: primary,
        otherAddresses: others,
        userName: mailbox.userPrincipalName,
        usedBytes: quota.sizeBytes,
        limitBytes: quota.sizeLimitBytes,
        recoverableDays: keptDays(retentionIn(context, mailbox)),
      };
    });

    app.get('/api/client-settings', async (request) => {
      const { mailbox } = await context.userOf(request);
      return clientSettingsView(mailbox, clientSettings);
    });

    app.get('/api/client-settings/qr.svg', async (request, reply) => {
      await context.userOf(request);
      const { default: QRCode } = await import('qrcode');
      const svg = await QRCode.toString((ownAddress(request) ?? '') + settingsPath, { type: 'svg', margin: 1 });
      return reply.type('image/svg+xml').send(svg);
    });

    /** One JSON object a line: each step when it begins and when it is over. */
    app.post('/api/client-settings/test', async (request, reply) => {
      const caller = await context.userOf(request);
      const { mailbox } = caller;
      if (testing.has(mailbox.guid)) {
        throw new HttpRefusal(409, 'Conflict', {
          en: 'A test of your settings is running already; wait for its end.',
          fr: 'Un test de vos paramètres est déjà en cours ; attendez sa fin.',
        });
      }
      testing.add(mailbox.guid);
      const ended = new AbortController();
      reply.raw.once('close', () => ended.abort());
      const steps = testClientSettings({
        settings: clientSettings.clientSettingsFor(mailbox),
        mailbox,
        account: await context.mail.account(mailbox.guid).catch((cause: unknown) => {
          testing.delete(mailbox.guid);
          throw cause;
        }),
        oneTimeCredentials,
        language: context.languageOf(request, caller),
        // The page writes it in the form of dates that its reader chose.
        dayText: (moment) => new Date(moment).toISOString(),
        signal: ended.signal,
      });
      async function* lines(): AsyncGenerator<string> {
        for await (const step of steps) yield `${JSON.stringify(step)}\n`;
      }
      const answer = Readable.from(lines());
      // Not in the generator: for whom has gone it is never begun.
      answer.once('close', () => testing.delete(mailbox.guid));
      return reply.type('application/x-ndjson').header('x-accel-buffering', 'no').send(answer);
    });

    appPasswords(app, context);
    appleProfileRoutes(app, context, clientSettings);
    automaticReplies(app, context);
    confirmation(app, context);
    connections(app, context);
    folderPermissions(app, context, mailboxes);
    inboxRules(app, context);
    junkMail(app, context);
    ownPassword(app, context);
    secondFactors(app, context);
    mailTips(app, context);
    people(app, context);
    recoverableItems(app, context, mailboxes);
    regionalSettings(app, context);
    senders(app, context);
    webmailPreferences(app, context, preferences);
    messageFrame(app);
  };
}
