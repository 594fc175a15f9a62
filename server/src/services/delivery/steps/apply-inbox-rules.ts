import { applyRule } from '../automation/apply-rule.ts';
import { ruleHolds } from '../automation/rule-holds.ts';
import type { MessageView } from '../automation/message-view.ts';
import type { DeliveryStep, Placement } from './delivery-step.ts';

/** The inbox rules of the mailbox, by priority. One that fails is passed over: a rule never costs a message. */
export const applyInboxRules: DeliveryStep = {
  name: 'apply-inbox-rules',
  beforeContent: false,
  run(placement) {
    const { message } = placement;
    // What is filed as junk is nobody's to answer or pass on.
    if (message === null || !placement.keep || placement.isJunk) return null;
    return applyRules(placement, message);
  },
};

async function applyRules(placement: Placement, message: MessageView): Promise<null> {
  const { context, mailbox } = placement;
  for (const rule of context.rules.list(mailbox.guid)) {
    if (!rule.enabled) continue;
    try {
      if (!(await ruleHolds(rule, placement, message))) continue;
      applyRule(rule, placement, message);
    } catch (error) {
      context.log.error('inbox-rule-failed', error, { mailbox: mailbox.guid, rule: rule.name });
      continue;
    }
    if (rule.stopProcessingRules) break;
  }
  return null;
}
