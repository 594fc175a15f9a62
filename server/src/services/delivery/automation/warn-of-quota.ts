import { randomUUID } from 'node:crypto';
import { composeMessage } from '@relais/mime';
import type { AccountStore } from '../../../domain/mail/account-store.ts';
import { noFlags } from '../../../domain/mail/flags.ts';
import type { Placement } from '../steps/delivery-step.ts';

const dayMs = 24 * 3_600_000;

/** Set-Mailbox -IssueWarningQuota: whose mailbox has grown beyond it reads so in his inbox, at most once a day. */
export async function warnOfQuota({ context, mailbox }: Placement, store: AccountStore): Promise<void> {
  const { issueWarningBytes: limit, prohibitSendBytes, prohibitSendReceiveBytes } = context.quotasOf(mailbox);
  if (limit === null) return;
  const { sizeBytes } = await store.quota();
  if (sizeBytes < limit || !(await context.notices.claim(mailbox.guid, 'quota-warning', mailbox.guid, dayMs))) return;
  const address = mailbox.emailAddresses[0] ?? '';
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const full = prohibitSendReceiveBytes ?? prohibitSendBytes;
  const words = mailbox.language === 'fr' ? french(sizeBytes, limit, full) : english(sizeBytes, limit, full);
  const content = composeMessage({
    from: { name: words.from, address: `postmaster@${domain}` },
    to: [{ name: mailbox.displayName.replaceAll(/\p{Cc}/gu, ' '), address }],
    subject: words.subject,
    date: new Date(context.clock.now()),
    messageId: `${randomUUID()}@${domain}`,
    headers: [
      { name: 'Auto-Submitted', value: 'auto-generated' },
      { name: 'Importance', value: 'High' },
    ],
    text: words.text,
  });
  const incoming = await store.beginMessage();
  try {
    await incoming.write(content);
    const inbox = await store.folder('INBOX');
    await store.append(inbox.folderId, [{ message: await incoming.finish(), flags: noFlags }]);
  } finally {
    await incoming.discard();
  }
}

interface Words {
  readonly from: string;
  readonly subject: string;
  readonly text: string;
}

function english(size: number, limit: number, full: number | null): Words {
  const then = full === null ? '' : ` When it reaches ${megabytes(full, 'en')} MB, it will no longer work as before.`;
  return {
    from: 'Mail server',
    subject: 'Your mailbox is almost full',
    text: `Your mailbox holds ${megabytes(size, 'en')} MB; the limit for this warning is ${megabytes(limit, 'en')} MB.${then}\r\n\r\nPlease delete what you do not need and empty Deleted Items.\r\n`,
  };
}

function french(size: number, limit: number, full: number | null): Words {
  const then = full === null ? '' : ` À ${megabytes(full, 'fr')} Mo, elle ne fonctionnera plus comme avant.`;
  return {
    from: 'Serveur de messagerie',
    subject: 'Votre boîte aux lettres est presque pleine',
    text: `Votre boîte aux lettres contient ${megabytes(size, 'fr')} Mo ; la limite de cet avertissement est de ${megabytes(limit, 'fr')} Mo.${then}\r\n\r\nSupprimez ce dont vous n’avez pas besoin et videz les éléments supprimés.\r\n`,
  };
}

/** In the numerals of a language; a little is not nothing. */
function megabytes(bytes: number, language: 'en' | 'fr'): string {
  const size = bytes / (1024 * 1024);
  const digits = size >= 10 ? 0 : size >= 0.1 ? 2 : 4;
  return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(size);
}
