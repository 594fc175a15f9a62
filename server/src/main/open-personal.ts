import type { Directory } from '../domain/directory/directory.ts';
import { openIdentityTexts } from '../domain/personal/identity-texts.ts';
import { openSubmissions } from '../domain/personal/submissions.ts';
import { openWebmailPreferences, type WebmailPreferences } from '../domain/personal/webmail-preferences.ts';
import type { JmapParts } from '../http/jmap/index.ts';
import type { Clock } from '../platform/clock/clock.ts';
import type { Log } from '../platform/log/log.ts';
import type { Delivery } from '../services/delivery/delivery.ts';
import { createHeldMail } from '../services/submission/held-mail.ts';
import type { Scope } from '../storage/sql-engine.ts';

/** What the owners of mailboxes keep besides mail, and the mail they may still call back. */
export function openPersonal(parts: {
  readonly scope: Scope;
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: Directory;
  readonly delivery: Delivery;
  readonly serverName: string;
}): Omit<JmapParts, 'mailboxes'> & { readonly preferences: WebmailPreferences } {
  const { scope, clock, serverName } = parts;
  const submissions = openSubmissions({ scope, clock, server: serverName });
  return {
    submissions,
    identityTexts: openIdentityTexts(scope),
    preferences: openWebmailPreferences(scope),
    heldMail: createHeldMail({ ...parts, submissions }),
  };
}
