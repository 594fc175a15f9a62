import type { ManualClock } from '../../platform/clock/manual-clock.ts';
import type { Scope } from '../../storage/sql-engine.ts';
import { openOutboundQueue } from './open-outbound-queue.ts';
import { openTrackingLog } from './open-tracking-log.ts';
import type { OutboundQueue } from './outbound-queue.ts';
import type { NewMessage } from './queued-message.ts';
import type { Route } from './route-recipient.ts';

export const hour = 3_600_000;
export const byDomain: Route = (address) => {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return { domain, hop: { kind: 'dns', connector: 'c', domain } };
};

export async function open(scope: Scope, clock: ManualClock, route: Route = byDomain, server = 'CAS01') {
  const tracking = await openTrackingLog({ scope, clock, server });
  const queue = await openOutboundQueue({ scope, clock, server, route, tracking });
  return { queue, tracking };
}

export function message(recipients: readonly string[], given: Partial<NewMessage> = {}): NewMessage {
  return {
    sender: 'alice@example.test',
    recipients: recipients.map((address) => ({ address, notify: null, originalRecipient: null })),
    smtpUtf8: false,
    ret: null,
    envelopeId: null,
    authenticatedAs: null,
    source: 'SMTP',
    clientAddress: null,
    language: null,
    ...given,
  };
}

export async function put(
  queue: OutboundQueue,
  given: NewMessage,
  content = 'Subject: x\r\n\r\nhi\r\n',
): Promise<number> {
  const intake = queue.begin(given);
  await intake.write(Buffer.from(content));
  return (await intake.commit()).id;
}
