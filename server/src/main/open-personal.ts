import type { RemoteDomains } from '../domain/configuration/remote-domains.ts';
import type { SettingsStore } from '../domain/configuration/settings-store.ts';
import { transportServiceSettings } from '../domain/configuration/transport-service-settings.ts';
import { transportSettings } from '../domain/configuration/transport-settings.ts';
import type { Directory } from '../domain/directory/directory.ts';
import { openIdentityTexts } from '../domain/personal/identity-texts.ts';
import { openKeptAnswers } from '../domain/personal/kept-answers.ts';
import type { Submissions } from '../domain/personal/submissions.ts';
import { openWebmailPreferences, type WebmailPreferences } from '../domain/personal/webmail-preferences.ts';
import type { OutboundQueue } from '../domain/queue/outbound-queue.ts';
import type { JmapParts } from '../http/jmap/index.ts';
import type { Clock } from '../platform/clock/clock.ts';
import type { Log } from '../platform/log/log.ts';
import type { ServerFacts } from '../platform/settings/define-settings.ts';
import type { Delivery } from '../services/delivery/delivery.ts';
import { createHeldMail } from '../services/submission/held-mail.ts';
import type { ExclusiveLocks } from '../storage/exclusive-locks.ts';
import type { Scope } from '../storage/sql-engine.ts';
import { queueLimits } from './open-outbound.ts';

/** What the owners of mailboxes keep besides mail, and the mail they may still call back. */
export function openPersonal(parts: {
  readonly scope: Scope;
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: Directory;
  readonly delivery: Delivery;
  readonly queue: OutboundQueue;
  readonly submissions: Submissions;
  readonly remoteDomains: RemoteDomains;
  readonly settings: SettingsStore;
  readonly facts: ServerFacts;
  readonly locks: ExclusiveLocks;
}): Omit<JmapParts, 'mailboxes' | 'resultsProof'> & { readonly preferences: WebmailPreferences } {
  const { scope, queue, submissions, remoteDomains, settings, facts } = parts;
  const reports = {
    queue,
    remoteDomains,
    transport: () => settings.effective(transportSettings),
    reportingServer: facts.fqdn,
  };
  const limits = queueLimits(() => settings.effective(transportServiceSettings));
  return {
    submissions,
    identityTexts: openIdentityTexts(scope),
    answers: openKeptAnswers(parts),
    locks: parts.locks,
    preferences: openWebmailPreferences(scope),
    heldMail: createHeldMail({ ...parts, reports, limits }),
  };
}
