import { createHash } from 'node:crypto';
import type { Mailbox } from '../../domain/directory/directory.ts';
import { blobLimits, coreLimits, mailLimits, maxDelayedSendSeconds } from './core/limits.ts';
import { capabilities } from './core/method.ts';

/**
 * RFC 8620 §2: what there is and where; one account, the caller's own. `origin` is this server as the client reached it
 * (`https://mail.example.test`); without one, addresses are relative.
 */
export function sessionResource(mailbox: Mailbox, origin: string | null): Record<string, unknown> {
  const at = origin ?? '';
  const primary = mailbox.emailAddresses[0] ?? mailbox.userPrincipalName;
  const accountCapabilities = {
    [capabilities.mail]: mailLimits,
    [capabilities.submission]: {
      maxDelayedSend: maxDelayedSendSeconds,
      // RFC 4865 §4: seconds and, not being bound to a date, none.
      submissionExtensions: { FUTURERELEASE: [String(maxDelayedSendSeconds)] },
    },
    [capabilities.quota]: {},
    [capabilities.blob]: blobLimits,
    [capabilities.vacationResponse]: {},
  };
  const resource = {
    capabilities: {
      [capabilities.core]: coreLimits,
      [capabilities.mail]: {},
      [capabilities.submission]: {},
      [capabilities.quota]: {},
      [capabilities.blob]: {},
      [capabilities.vacationResponse]: {},
      [capabilities.webSocket]: { url: `${at.replace(/^http/, 'ws')}/jmap/ws`, supportsPush: true },
    },
    accounts: { [mailbox.guid]: { name: primary, isPersonal: true, isReadOnly: false, accountCapabilities } },
    primaryAccounts: Object.fromEntries(Object.keys(accountCapabilities).map((name) => [name, mailbox.guid])),
    username: mailbox.userPrincipalName,
    apiUrl: `${at}/jmap/api`,
    downloadUrl: `${at}/jmap/download/{accountId}/{blobId}/{name}?type={type}`,
    uploadUrl: `${at}/jmap/upload/{accountId}`,
    eventSourceUrl: `${at}/jmap/eventsource?types={types}&closeafter={closeafter}&ping={ping}`,
  };
  return { ...resource, state: sessionState(resource) };
}

export function sessionState(resource: unknown): string {
  return createHash('sha256').update(JSON.stringify(resource)).digest('base64url').slice(0, 16);
}
