import type { ManagementObject, ParameterDescription } from '@relais/management-contract';
import type { QueuedJob } from '../../../domain/queue/queued-message.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import { parseFilter } from '../../engine/opath-filter.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { matchQueues, neither } from './find-queues.ts';
import { messageObject } from './message-object.ts';

const pageRows = 500;

export interface FoundMessage {
  readonly job: QueuedJob;
  readonly object: ManagementObject;
}

export const messageIdentityParameter: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'QueuedMessage' },
  position: 1,
  pipeline: 'both',
  help: {
    en: 'The message: Server\\queue\\number, or its number alone.',
    fr: 'Le message : Serveur\\file\\numéro, ou son numéro seul.',
  },
};

/** Messages by queue and number, a page at a time: a queue may be longer than memory. */
export async function* messagesIn(
  services: ManagementServices,
  nextHop: string | undefined,
  withRecipients = false,
): AsyncGenerator<FoundMessage> {
  for (let after = 0; ; ) {
    const jobs = await services.queue.messages({ nextHop, after, most: pageRows });
    const rows = jobs.reduce((sum, { recipients }) => sum + recipients.length, 0);
    // The last of a full page may be cut in the middle: it comes whole with the next, unless it is all there is.
    const whole = rows < pageRows || jobs.length === 1 ? jobs : jobs.slice(0, -1);
    for (const job of whole)
      for (const part of byQueue(job)) yield { job: part, object: messageObject(services, part, { withRecipients }) };
    if (rows < pageRows) return;
    after = whole.at(-1)?.message.id ?? Number.MAX_SAFE_INTEGER;
  }
}

/** A message stands in as many queues as its recipients have next hops. */
function byQueue({ message, recipients }: QueuedJob): readonly QueuedJob[] {
  return [...Map.groupBy(recipients, ({ nextHop }) => nextHop).values()].map((group) => ({
    message,
    recipients: group,
  }));
}

/** @throws CmdletError ManagementObjectNotFound */
export async function findMessages(services: ManagementServices, identity: string): Promise<readonly FoundMessage[]> {
  const parts = identity.split('\\');
  const id = Number(parts.at(-1));
  const missing = objectNotFound(identity, services.server.fqdn);
  if (!Number.isSafeInteger(id) || id < 1 || parts.length === 2) throw missing;
  const [queue] = parts.length > 2 ? await matchQueues(services, parts.slice(0, -1).join('\\')) : [];
  const jobs = await services.queue.messages({ nextHop: queue?.queue.nextHop, after: id - 1, most: pageRows });
  const found = jobs.filter(({ message }) => message.id === id).flatMap(byQueue);
  if (found.length === 0) throw missing;
  return found.map((job) => ({ job, object: messageObject(services, job, { withRecipients: true }) }));
}

/** Those that Identity or Filter chooses; one of them must be given. */
export async function* chosenMessages(
  services: ManagementServices,
  parameters: BoundParameters,
): AsyncGenerator<FoundMessage> {
  const identity = parameters.get<string>('Identity');
  const filter = parameters.get<string>('Filter');
  if (identity !== undefined) {
    yield* await findMessages(services, identity);
    return;
  }
  if (filter === undefined) throw neither();
  const matches = parseFilter(filter);
  for await (const found of messagesIn(services, undefined)) if (matches(found.object)) yield found;
}
