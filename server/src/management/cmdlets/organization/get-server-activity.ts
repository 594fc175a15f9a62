import { statfs } from 'node:fs/promises';
import { ByteSize, type ManagementObject } from '@relais/management-contract';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { serverIdentity } from './server-parameter.ts';

const hourMs = 3_600_000;

export const getServerActivity = defineCmdlet({
  name: 'Get-ServerActivity',
  synopsis: {
    en: 'Shows what a server did, in equal spans of time: mail in and out, failures, sessions; and the room on its disk.',
    fr: 'Affiche l’activité d’un serveur par périodes égales : courrier reçu et envoyé, échecs, sessions ; et l’espace disque.',
  },
  description: {
    en: 'Mail is counted from the message tracking log, sessions from those that are open and the last 4096 that ended; Sessions is empty where neither tells any more, and the disk is that of now, in the last span.',
    fr: 'Le courrier est compté d’après le journal de suivi, les sessions d’après celles qui sont ouvertes et les 4096 dernières terminées ; Sessions est vide quand rien ne le dit plus, et le disque est celui du moment, dans la dernière période.',
  },
  parameters: [
    { ...serverIdentity, aliases: ['Server'] },
    {
      name: 'Hours',
      type: { kind: 'int', min: 1, max: 720 },
      defaultText: '24',
      help: { en: 'How far back.', fr: 'Jusqu’où remonter.' },
    },
    {
      name: 'Spans',
      type: { kind: 'int', min: 1, max: 200 },
      defaultText: '24',
      help: { en: 'Into how many spans that is divided.', fr: 'En combien de périodes diviser cette durée.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-ServerActivity -Hours 168 -Spans 7 | Format-Table Start,Received,Sent,Failed',
      explanation: { en: 'Mail of a week, day by day.', fr: 'Le courrier d’une semaine, jour par jour.' },
    },
  ],
  defaultColumns: ['Start', 'Received', 'Delivered', 'Sent', 'Failed', 'Sessions'],
  roles: ['Monitoring', 'View-Only Configuration', 'Exchange Servers'],
  async *run({ services }, parameters) {
    requireThisServer(services, parameters.get<string>('Identity'));
    const spans = parameters.get<number>('Spans') ?? 24;
    const spanMs = Math.max(1000, Math.floor(((parameters.get<number>('Hours') ?? 24) * hourMs) / spans));
    const end = services.clock.now() + 1;
    const start = end - spans * spanMs;
    const counts = await services.tracking.count({ start, end, spanMs });
    const countOf = (event: string, span: number): number =>
      counts.find((one) => one.event === event && one.span === span)?.count ?? 0;
    const disk = await diskOf(services);
    for (let span = 0; span < spans; span += 1) {
      const until = start + (span + 1) * spanMs;
      yield {
        Server: services.server.name,
        Start: new Date(until - spanMs),
        End: new Date(until),
        Received: countOf('RECEIVE', span),
        Delivered: countOf('DELIVER', span),
        Sent: countOf('SEND', span),
        Deferred: countOf('DEFER', span),
        Failed: countOf('FAIL', span),
        Sessions: sessionsAt(services, until - 1),
        ...(span === spans - 1 ? disk : noDisk),
        Identity: `${services.server.name}\\${new Date(until).toISOString()}`,
      };
    }
  },
});

/** How many sessions were open then; `null` when nobody remembers: before the start, or beyond the history. */
function sessionsAt(services: ManagementServices, at: number): number | null {
  const started = services.services().flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt]));
  if (started.length === 0 || at < Math.min(...started)) return null;
  const history = services.liveSessions.history();
  const oldest = history.at(-1);
  if (history.length >= 4096 && oldest !== undefined && at < oldest.until) return null;
  const held = services.liveSessions.list().filter(({ since }) => since <= at).length;
  return held + history.filter(({ since, until }) => since <= at && until > at).length;
}

/** What the room was in an earlier span nobody remembers. */
const noDisk: ManagementObject = { DiskSize: null, DiskFree: null };

async function diskOf({ serverFacts }: ManagementServices): Promise<ManagementObject> {
  // A folder that cannot be asked, as on some network file systems, is no reason to say nothing of the rest.
  const room = await statfs(serverFacts.dataDirectory).catch(() => null);
  return {
    DiskSize: room === null ? null : new ByteSize(room.blocks * room.bsize),
    DiskFree: room === null ? null : new ByteSize(room.bavail * room.bsize),
  };
}
