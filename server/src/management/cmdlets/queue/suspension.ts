import type { LocalisedText } from '@relais/management-contract';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';
import { chosenMessages } from './find-messages.ts';
import { chosenQueues } from './find-queues.ts';

/** Keeps the chosen messages, or lets them go on; `action` says so of one. */
export async function suspendMessages(
  context: CmdletContext,
  parameters: BoundParameters,
  suspended: boolean,
  action: (identity: string, from: string) => LocalisedText,
): Promise<void> {
  const { services } = context;
  const ids = new Set<number>();
  for await (const { job, object } of chosenMessages(services, parameters)) {
    const identity = String(object.Identity);
    if (!context.shouldProcess(action(identity, String(object.FromAddress)))) continue;
    ids.add(job.message.id);
    context.changed(identity, { Suspended: [job.message.suspended, suspended] });
  }
  if (ids.size > 0) await services.queue.suspendMessages([...ids], suspended);
}

/** Stops the chosen queues, or lets them go on; `action` says so of one. */
export async function suspendQueues(
  context: CmdletContext,
  parameters: BoundParameters,
  suspended: boolean,
  action: (queue: string) => LocalisedText,
): Promise<void> {
  const { services } = context;
  for (const { queue, object } of await chosenQueues(services, parameters)) {
    const what = `"${String(object.Identity)}" (${String(object.NextHopDomain)}, ${queue.messageCount})`;
    if (!context.shouldProcess(action(what))) continue;
    await services.queue.changeHop(queue.nextHop, { suspended });
    context.changed(String(object.Identity), { Suspended: [queue.suspended, suspended] });
  }
}
