import { createHash } from 'node:crypto';
import type { Directory, Mailbox } from '../../domain/directory/directory.ts';
import type { AccountIndexes } from './account-indexes.ts';
import { blobLimits, coreLimits, mailLimits, maxDelayedSendSeconds } from './core/limits.ts';
import { capabilities } from './core/method.ts';
import { mayAnswerFor } from './mail/identities.ts';

/**
 * RFC 8620 §2: what there is and where: the caller's own account, and the mailboxes of others in which something is open to
 * him. `origin` is this server as the client reached it (`https://mail.example.test`); without one, addresses are relative.
 */
export async function sessionResource(
  mailbox: Mailbox,
  indexes: AccountIndexes,
  directory: Directory,
  origin: string | null,
): Promise<Record<string, unknown>> {
  const at = origin ?? '';
  const accountCapabilities = {
    [capabilities.mail]: mailLimits,
    [capabilities.submission]: {
      maxDelayedSend: maxDelayedSendSeconds,
      // RFC 4865 §4: seconds and, not being bound to a date, none. NOTIFY, ORCPT and RET are those of RFC 3461.
      submissionExtensions: { DSN: [], FUTURERELEASE: [String(maxDelayedSendSeconds)] },
    },
    [capabilities.quota]: {},
    [capabilities.blob]: blobLimits,
    [capabilities.vacationResponse]: {},
    [capabilities.mdn]: {},
  };
  const resource = {
    capabilities: {
      [capabilities.core]: coreLimits,
      [capabilities.mail]: {},
      [capabilities.submission]: {},
      [capabilities.quota]: {},
      [capabilities.blob]: {},
      [capabilities.vacationResponse]: {},
      [capabilities.mdn]: {},
      [capabilities.webSocket]: { url: `${at.replace(/^http/, 'ws')}/jmap/ws`, supportsPush: true },
    },
    accounts: {
      [mailbox.guid]: { name: nameOf(mailbox), isPersonal: true, isReadOnly: false, accountCapabilities },
      ...Object.fromEntries(
        (await (await indexes.othersOf(mailbox.guid)).all()).map(({ owner, access }) => [
          owner.guid,
          {
            name: nameOf(owner),
            isPersonal: false,
            isReadOnly: access === 'read',
            // Identities, submissions and absences are each user's own, in his own account.
            accountCapabilities: {
              [capabilities.mail]: { ...mailLimits, mayCreateTopLevelMailbox: access === 'full' },
              [capabilities.quota]: {},
              [capabilities.blob]: blobLimits,
              ...(mayAnswerFor(mailbox, owner, directory) ? { [capabilities.mdn]: {} } : {}),
            },
          },
        ]),
      ),
    },
    primaryAccounts: Object.fromEntries(Object.keys(accountCapabilities).map((name) => [name, mailbox.guid])),
    username: mailbox.userPrincipalName,
    apiUrl: `${at}/jmap/api`,
    downloadUrl: `${at}/jmap/download/{accountId}/{blobId}/{name}?type={type}`,
    uploadUrl: `${at}/jmap/upload/{accountId}`,
    eventSourceUrl: `${at}/jmap/eventsource?types={types}&closeafter={closeafter}&ping={ping}`,
  };
  return { ...resource, state: createHash('sha256').update(JSON.stringify(resource)).digest('base64url').slice(0, 16) };
}

/** What every answer carries, so that a client reads the session anew when it is another (RFC 8620 §3.4). */
export async function sessionState(...of: Parameters<typeof sessionResource>): Promise<unknown> {
  return (await sessionResource(...of)).state;
}

function nameOf(mailbox: Mailbox): string {
  return mailbox.emailAddresses[0] ?? mailbox.userPrincipalName;
}
