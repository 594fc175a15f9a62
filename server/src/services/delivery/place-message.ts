import type { Mailbox } from '../../domain/directory/directory.ts';
import type { AccountStore } from '../../domain/mail/account-store.ts';
import { noFlags } from '../../domain/mail/flags.ts';
import type { DeliveryRefusal, Envelope } from './delivery.ts';
import type { Placement } from './steps/delivery-step.ts';
import { deliverySteps } from './steps/index.ts';

/** Found by its name, as deliveries find it; where somebody has removed it the inbox takes its place. */
const junkFolder = 'Junk Email';

/** Runs the steps for one mailbox: where the message goes, or why it is refused. */
export async function placeMessage(
  envelope: Envelope,
  mailbox: Mailbox,
  sizeBytes: number,
  store: () => Promise<AccountStore>,
  options: { readonly beforeContent: boolean } = { beforeContent: false },
): Promise<Placement | DeliveryRefusal> {
  let usage: ReturnType<Placement['quota']> | null = null;
  const placement: Placement = {
    envelope,
    mailbox,
    sizeBytes,
    folder: envelope.isSuspect === true ? junkFolder : 'INBOX',
    flags: noFlags,
    quota: () => (usage ??= store().then((opened) => opened.quota())),
  };
  for (const step of deliverySteps) {
    if (options.beforeContent && !step.beforeContent) continue;
    const refusal = await step.run(placement);
    if (refusal !== null) return refusal;
  }
  return placement;
}
