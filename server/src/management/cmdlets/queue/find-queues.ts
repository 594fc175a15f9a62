import type { ManagementObject, ParameterDescription } from '@relais/management-contract';
import type { QueueSummary } from '../../../domain/queue/outbound-queue.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { CmdletError, objectNotFound } from '../../engine/cmdlet-error.ts';
import { parseFilter } from '../../engine/opath-filter.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { requireThisServer } from '../../server-identity.ts';
import { hasWildcard, matchesWildcard } from '../../engine/wildcard.ts';
import { queueObject, submissionQueueObject } from './queue-object.ts';

/** A queue that is listed; `queue` is null for one that only Exchange has, which is always empty here. */
export interface ListedQueue {
  readonly queue: QueueSummary | null;
  readonly object: ManagementObject;
}

export interface FoundQueue extends ListedQueue {
  readonly queue: QueueSummary;
}

export const queueIdentityParameter: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'Queue' },
  position: 1,
  pipeline: 'both',
  wildcards: true,
  help: {
    en: 'The queue: Server\\number, Server\\domain, Server\\Unreachable, or a number or domain alone.',
    fr: 'La file : Serveur\\numéro, Serveur\\domaine, Serveur\\Unreachable, ou un numéro ou domaine seul.',
  },
};

async function allQueues(services: ManagementServices): Promise<readonly FoundQueue[]> {
  const found = (await services.queue.summaries()).map((queue) => ({ queue, object: queueObject(services, queue) }));
  return found.toSorted((one, other) => one.queue.id - other.queue.id);
}

/** Queues that an identity means, by number, domain or name. @throws CmdletError ManagementObjectNotFound */
export async function matchQueues(services: ManagementServices, identity: string): Promise<readonly FoundQueue[]> {
  const own = services.server.name.toLowerCase();
  const parts = identity.split('\\');
  const [server, name = ''] = parts.length > 1 ? [parts[0]?.toLowerCase(), parts.slice(1).join('\\')] : [own, identity];
  if (server !== own && server !== services.server.fqdn.toLowerCase())
    throw objectNotFound(identity, services.server.fqdn);
  const found = (await allQueues(services)).filter(({ queue, object }) => {
    const names = [String(queue.id), String(object.NextHopDomain), String(object.Identity).split('\\')[1] ?? ''];
    return names.some((spelling) =>
      hasWildcard(name) ? matchesWildcard(name, spelling) : spelling.toLowerCase() === name.toLowerCase(),
    );
  });
  if (found.length === 0 && !hasWildcard(name)) throw objectNotFound(identity, services.server.fqdn);
  return found;
}

/**
 * What Get-Queue lists: as in Exchange `Submission` comes first and is always there, so that a sum of MessageCount over all queues is
 * a number. Nothing waits in it here, because a message is filed before it is accepted.
 */
export async function listedQueues(services: ManagementServices): Promise<readonly ListedQueue[]> {
  return [submissionQueue(services), ...(await allQueues(services))];
}

function submissionQueue(services: ManagementServices): ListedQueue {
  return { queue: null, object: submissionQueueObject(services) };
}

/** As `matchQueues`, for those who look: also Exchange's queues that never hold anything here. */
export async function lookedAtQueues(services: ManagementServices, identity: string): Promise<readonly ListedQueue[]> {
  const [, server, name] = /^(?:([^\\]+)\\)?(Submission|Poison)$/i.exec(identity) ?? [];
  if (name === undefined) return await matchQueues(services, identity);
  if (server !== undefined) requireThisServer(services, server);
  return /^poison$/i.test(name) ? [] : [submissionQueue(services)];
}

/** Those that Identity or Filter chooses; one of them must be given. */
export async function chosenQueues(
  services: ManagementServices,
  parameters: BoundParameters,
): Promise<readonly FoundQueue[]> {
  const identity = parameters.get<string>('Identity');
  const filter = parameters.get<string>('Filter');
  // `Get-Queue | Retry-Queue`: nothing in it is to be done.
  if (identity !== undefined && /^(?:[^\\]+\\)?Submission$/i.test(identity)) return [];
  if (identity !== undefined) return matchQueues(services, identity);
  if (filter === undefined) throw neither();
  const matches = parseFilter(filter);
  return (await allQueues(services)).filter(({ object }) => matches(object));
}

export function neither(): CmdletError {
  return new CmdletError({
    id: 'MissingIdentityOrFilter',
    category: 'InvalidArgument',
    exception: 'ParameterBindingException',
    parameter: 'Identity',
    text: {
      en: 'Name what is meant: -Identity, or -Filter with a condition.',
      fr: 'Précisez de quoi il s’agit : -Identity, ou -Filter avec une condition.',
    },
  });
}
