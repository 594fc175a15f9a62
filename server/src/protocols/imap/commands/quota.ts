import { formatMailboxName } from '@relais/imap-codec';
import type { AccountStore } from '../../../domain/mail/account-store.ts';
import { completed, defineCommand } from '../command.ts';
import type { Session } from '../session.ts';
import { signedIn } from '../session-state.ts';

/** RFC 9208: the whole account is one root with the empty name; STORAGE counts units of 1024 octets. */
export const getQuota = defineCommand({
  names: ['GETQUOTA'],
  rfc: 'RFC 9208 §4.1.1',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { root }, { store }) {
    if (root !== '') return { status: 'NO', code: 'NONEXISTENT', text: 'GETQUOTA failed. The only quota root is "".' };
    await writeQuota(session, store);
    return completed;
  },
});

export const getQuotaRoot = defineCommand({
  names: ['GETQUOTAROOT'],
  rfc: 'RFC 9208 §4.1.2',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { mailbox }, { store }) {
    const { name } = await store.folder(mailbox);
    session.output.line(`* QUOTAROOT ${formatMailboxName(name, session.usesUtf8)} ""`);
    await writeQuota(session, store);
    return completed;
  },
});

/** Quotas are the administrator's: Set-Mailbox -ProhibitSendReceiveQuota. */
export const setQuota = defineCommand({
  names: ['SETQUOTA'],
  rfc: 'RFC 9208 §4.1.3',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run() {
    return { status: 'NO', code: 'NOPERM', text: 'SETQUOTA failed. Quotas are set by the administrator.' };
  },
});

async function writeQuota(session: Session, store: AccountStore): Promise<void> {
  const usage = await store.quota();
  const limit = usage.sizeLimitBytes;
  // RFC 9208 §5: a resource without a limit is not listed.
  const storage = limit === null ? '' : `STORAGE ${Math.ceil(usage.sizeBytes / 1_024)} ${Math.floor(limit / 1_024)}`;
  session.output.line(`* QUOTA "" (${storage})`);
}
