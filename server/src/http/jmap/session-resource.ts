import { createHash } from 'node:crypto';
import type { Mailbox } from '../../domain/directory/directory.ts';
import { coreLimits, mailLimits } from './core/limits.ts';
import { capabilities } from './core/method.ts';

/** RFC 8620 §2: what there is and where; one account, the caller's own. Addresses are relative to this server. */
export function sessionResource(mailbox: Mailbox): Record<string, unknown> {
  const primary = mailbox.emailAddresses[0] ?? mailbox.userPrincipalName;
  const accountCapabilities = {
    [capabilities.mail]: mailLimits,
    [capabilities.submission]: { maxDelayedSend: 0, submissionExtensions: {} },
    [capabilities.quota]: {},
  };
  const resource = {
    capabilities: {
      [capabilities.core]: coreLimits,
      [capabilities.mail]: {},
      [capabilities.submission]: {},
      [capabilities.quota]: {},
    },
    accounts: { [mailbox.guid]: { name: primary, isPersonal: true, isReadOnly: false, accountCapabilities } },
    primaryAccounts: Object.fromEntries(Object.keys(accountCapabilities).map((name) => [name, mailbox.guid])),
    username: mailbox.userPrincipalName,
    apiUrl: '/jmap/api',
    downloadUrl: '/jmap/download/{accountId}/{blobId}/{name}?type={type}',
    uploadUrl: '/jmap/upload/{accountId}',
    eventSourceUrl: '/jmap/eventsource?types={types}&closeafter={closeafter}&ping={ping}',
  };
  return { ...resource, state: sessionState(resource) };
}

export function sessionState(resource: unknown): string {
  return createHash('sha256').update(JSON.stringify(resource)).digest('base64url').slice(0, 16);
}
