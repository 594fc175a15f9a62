import type { Mailbox } from '../../domain/directory/directory.ts';
import type { AccountStore } from '../../domain/mail/account-store.ts';
import { noFlags } from '../../domain/mail/flags.ts';
import type { JourneyContext } from './automation/journey-context.ts';
import type { MessageView } from './automation/message-view.ts';
import type { DeliveryRefusal, Envelope } from './delivery.ts';
import type { Placement } from './steps/delivery-step.ts';
import { deliverySteps } from './steps/index.ts';

/** Runs the steps for one mailbox: where the message goes, or why it is refused. */
export async function placeMessage(
  context: JourneyContext,
  envelope: Envelope,
  mailbox: Mailbox,
  sizeBytes: number,
  store: () => Promise<AccountStore>,
  options: { readonly beforeContent?: boolean; readonly message?: MessageView | null } = {},
): Promise<Placement | DeliveryRefusal> {
  let usage: ReturnType<Placement['quota']> | null = null;
  const placement: Placement = {
    context,
    envelope,
    mailbox,
    sizeBytes,
    message: options.message ?? null,
    keep: true,
    isJunk: false,
    folder: 'INBOX',
    copies: [],
    flags: noFlags,
    headerLines: [],
    outgoing: [],
    quota: () => (usage ??= store().then((opened) => opened.quota())),
  };
  for (const step of deliverySteps) {
    if (options.beforeContent === true && !step.beforeContent) continue;
    const run = step.run(placement);
    const refusal = run instanceof Promise ? await run : run;
    if (refusal !== null) return refusal;
  }
  return placement;
}
