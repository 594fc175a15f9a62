import { formatMailboxName } from '@relais/imap-codec';
import type { AccountStore } from '../../../domain/mail/account-store.ts';
import { canonicalName } from '../../../domain/mail/folder-names.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { namespaces } from '../../../services/sharing/others-mailboxes.ts';
import { completed, defineCommand } from '../command.ts';
import type { Session } from '../session.ts';
import { signedIn } from '../session-state.ts';
import { defaultStoreLimits } from '../../../domain/mail/store-limits.ts';

/** A UID has 32 bits (RFC 3501 §2.3.1.1). */
const mostMessages = 4_294_967_295;

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
    const { name, isOwn } = await ownerOf(store, mailbox);
    const wireName = formatMailboxName(name, session.enabled.usesUtf8);
    if (!isOwn) {
      // How much somebody else has left is not told; it is his root and not this user's.
      session.output.line(`* QUOTAROOT ${wireName}`);
      return completed;
    }
    session.output.line(`* QUOTAROOT ${wireName} ""`);
    await writeQuota(session, store);
    return completed;
  },
});

/** RFC 9208 §4.1.2: the name of a mailbox that does not exist asks which root it would have once it was created. */
async function ownerOf(store: AccountStore, mailbox: string): Promise<{ name: string; isOwn: boolean }> {
  try {
    const { name, rights } = await store.folder(mailbox);
    return { name, isOwn: rights === undefined };
  } catch (error) {
    const name = canonicalName(mailbox);
    const isOfOthers = Object.values(namespaces).some((prefix) => `${name}/`.startsWith(prefix));
    if (!(error instanceof MailError) || error.code !== 'folder-not-found' || isOfOthers) throw error;
    return { name, isOwn: true };
  }
}

/** Quotas are the administrator's, here as with Set-Mailbox -ProhibitSendReceiveQuota, and each sets that of the own mailbox. */
export const setQuota = defineCommand({
  names: ['SETQUOTA'],
  rfc: 'RFC 9208 §4.1.3',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { root, limits }, { store, mailbox }) {
    const { directory } = session.context;
    if (!mailbox.roleGroups.includes('Organization Management'))
      return { status: 'NO', code: 'NOPERM', text: 'SETQUOTA failed. Quotas are set by the administrator.' };
    if (root !== '') return { status: 'NO', code: 'NONEXISTENT', text: 'SETQUOTA failed. The only quota root is "".' };
    const unknown = [...limits.keys()].find((resource) => resource !== 'STORAGE');
    if (unknown !== undefined)
      return { status: 'NO', code: 'CANNOT', text: `SETQUOTA failed. STORAGE can be limited, ${unknown} cannot.` };
    const storage = limits.get('STORAGE');
    // RFC 9208 §4.1.3: a resource that is not named has no limit from now on.
    const bytes = storage === undefined ? null : storage * 1_024;
    const otherProperties = { ...mailbox.otherProperties, UseDatabaseQuotaDefaults: false };
    await directory.updateMailbox(mailbox.guid, { prohibitSendReceiveQuotaBytes: bytes, otherProperties });
    await store.setQuota(bytes);
    await writeQuota(session, store);
    return completed;
  },
});

async function writeQuota(session: Session, store: AccountStore): Promise<void> {
  const usage = await store.quota();
  const limit = usage.sizeLimitBytes;
  // RFC 9208 §5: a resource without a limit is not listed.
  const resources = [
    ...(limit === null ? [] : [`STORAGE ${Math.ceil(usage.sizeBytes / 1_024)} ${Math.floor(limit / 1_024)}`]),
    `MESSAGE ${usage.messages} ${mostMessages}`,
    `MAILBOX ${usage.folders} ${defaultStoreLimits.maxFolders}`,
  ];
  session.output.line(`* QUOTA "" (${resources.join(' ')})`);
}
