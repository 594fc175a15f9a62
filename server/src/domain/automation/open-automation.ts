import type { Clock } from '../../platform/clock/clock.ts';
import type { SystemScope } from '../../storage/system-scope.ts';
import type { AutomaticReplies } from './automatic-reply.ts';
import type { InboxRules } from './inbox-rule.ts';
import { openAutomaticReplies } from './open-automatic-replies.ts';
import type { JunkConfigurations } from './junk-configuration.ts';
import { openInboxRules } from './open-inbox-rules.ts';
import { openJunkConfigurations } from './open-junk-configurations.ts';
import { createSentNotices, type SentNotices } from './sent-notices.ts';

/** What mailboxes do by themselves. */
export interface Automation {
  readonly rules: InboxRules;
  readonly replies: AutomaticReplies;
  readonly junk: JunkConfigurations;
  readonly notices: SentNotices;
}

/** `scope` is the system's, migrated with `automationMigrations`. */
export async function openAutomation(parts: {
  readonly scope: SystemScope;
  readonly clock: Clock;
}): Promise<Automation> {
  return {
    rules: await openInboxRules(parts),
    replies: await openAutomaticReplies(parts.scope),
    junk: await openJunkConfigurations(parts.scope),
    notices: createSentNotices(parts),
  };
}
