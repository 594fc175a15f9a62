import { defineCmdlet } from '../../engine/cmdlet.ts';
import { isThisServer, requireThisServer } from '../../server-identity.ts';
import { type ListedQueue, listedQueues, lookedAtQueues, queueIdentityParameter } from './find-queues.ts';
import { queueListParameters, queueSelection } from './queue-list-parameters.ts';

const kinds = { kind: 'enum', values: [{ name: 'Internal' }, { name: 'External' }, { name: 'Empty' }] } as const;

export const getQueue = defineCmdlet({
  name: 'Get-Queue',
  synopsis: {
    en: 'Shows the queues of mail that waits to leave.',
    fr: 'Affiche les files du courrier en attente d’envoi.',
  },
  parameters: [
    { ...queueIdentityParameter, nullable: true },
    {
      name: 'Server',
      type: { kind: 'identity', of: 'Server' },
      help: { en: 'The server; this one when left out.', fr: 'Le serveur ; celui-ci par défaut.' },
    },
    ...queueListParameters,
    {
      name: 'Include',
      type: kinds,
      list: true,
      help: { en: 'Only queues of these kinds.', fr: 'Seulement les files de ces sortes.' },
    },
    {
      name: 'Exclude',
      type: kinds,
      list: true,
      help: { en: 'No queues of these kinds.', fr: 'Sans les files de ces sortes.' },
    },
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-Queue -Filter "MessageCount -gt 100" -SortOrder -MessageCount',
      explanation: { en: 'The long ones, longest first.', fr: 'Les longues, la plus longue d’abord.' },
    },
    {
      command: 'Get-TransportService | Get-Queue | Where-Object MessageCount -gt 50',
      explanation: { en: 'Long ones, as a runbook asks for them.', fr: 'Les longues, comme le demande un script.' },
    },
    {
      command: 'Get-Queue CAS01\\contoso.com | Format-List',
      explanation: { en: 'What is wrong with one domain.', fr: 'Ce qui ne va pas avec un domaine.' },
    },
  ],
  defaultColumns: [
    'Identity',
    'DeliveryType',
    'Status',
    'MessageCount',
    'Velocity',
    'RiskLevel',
    'OutboundIPPool',
    'NextHopDomain',
  ],
  roles: ['Transport Queues', 'Monitoring', 'View-Only Configuration'],
  async *run({ services }, parameters) {
    requireThisServer(services, parameters.get<string>('Server'));
    const given = parameters.get<string | null>('Identity') ?? undefined;
    // `Get-TransportService | Get-Queue`: what comes in is a server.
    const identity = given === undefined || isThisServer(services, given) ? undefined : given;
    const found = identity === undefined ? await listedQueues(services) : await lookedAtQueues(services, identity);
    const include = parameters.list<string>('Include', []) ?? [];
    const exclude = parameters.list<string>('Exclude', []) ?? [];
    const isOf = (kind: string, { object, queue }: ListedQueue): boolean =>
      kind === 'Empty' ? (queue?.messageCount ?? 0) === 0 : object.NextHopCategory === kind;
    const wanted = found
      .filter((one) => include.length === 0 || include.some((kind) => isOf(kind, one)))
      .filter((one) => !exclude.some((kind) => isOf(kind, one)));
    yield* queueSelection(
      parameters,
      wanted.map(({ object }) => object),
    );
  },
});
