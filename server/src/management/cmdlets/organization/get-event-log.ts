import type { ManagementObject } from '@relais/management-contract';
import { eventLogSettings } from '../../../domain/configuration/event-log-settings.ts';
import type { LogFields } from '../../../platform/log/log.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { matchesWildcard } from '../../engine/wildcard.ts';

/** By what a service calls its protocol in the log. */
const sources: Readonly<Record<string, string>> = {
  relay: 'MSExchangeTransport',
  IMAP4: 'MSExchangeImap4',
  POP3: 'MSExchangePop3',
  SMTP: 'MSExchangeTransport',
};

/** By the door at which somebody was refused. */
const doors: Readonly<Record<string, string>> = {
  web: 'MSExchange OWA',
  admin: 'MSExchange Control Panel',
  jmap: 'MSExchange OWA',
  imap: 'MSExchangeImap4',
  pop: 'MSExchangePop3',
  smtp: 'MSExchangeTransport',
};

/** Who says so in Exchange's event log. */
function sourceOf({ protocol, service, door, account }: LogFields): string {
  const known = sources[String(protocol)] ?? sources[String(service)] ?? doors[String(door)];
  return known ?? (account === undefined ? 'MSExchange Common' : 'MSExchangeIS');
}

export const getEventLog = defineCmdlet({
  name: 'Get-EventLog',
  synopsis: {
    en: 'Shows the latest warnings and errors of the server, newest first.',
    fr: 'Affiche les derniers avertissements et erreurs du serveur, du plus récent au plus ancien.',
  },
  description: {
    en: 'The last 1000 since the server started. All of the log, older lines and faults outside any service included, is in logs/relais.log of the data directory, and before that in relais-20261129-1.log and so on (Limit-EventLog).',
    fr: 'Les 1000 derniers depuis le démarrage du serveur. Le journal entier, avec les lignes plus anciennes et les pannes hors de tout service, est dans logs/relais.log du répertoire de données, et avant cela dans relais-20261129-1.log et ainsi de suite (Limit-EventLog).',
  },
  parameters: [
    {
      name: 'LogName',
      type: { kind: 'enum', values: [{ name: 'Application' }] },
      position: 1,
      help: { en: 'Application, the only log there is.', fr: 'Application, le seul journal qui existe.' },
    },
    {
      name: 'List',
      type: { kind: 'switch' },
      help: {
        en: 'Which logs there are and how much is kept of them, instead of what they hold.',
        fr: 'Quels journaux existent et combien en est conservé, au lieu de leur contenu.',
      },
    },
    {
      name: 'Newest',
      type: { kind: 'int', min: 1, max: 2_147_483_647 },
      help: {
        en: 'How many at most, counted after the filters.',
        fr: 'Combien au plus, une fois les filtres appliqués.',
      },
    },
    {
      name: 'EntryType',
      type: { kind: 'enum', values: [{ name: 'Error' }, { name: 'Warning' }] },
      list: true,
      help: { en: 'Only errors, or only warnings.', fr: 'Seulement les erreurs, ou seulement les avertissements.' },
    },
    {
      name: 'Source',
      type: { kind: 'string' },
      list: true,
      help: {
        en: 'Who wrote it, wildcards allowed: MSExchangeImap4, MSExchangePop3, MSExchangeTransport, MSExchange OWA, MSExchange Control Panel, MSExchangeIS (a mailbox), or MSExchange Common for the rest.',
        fr: 'Qui l’a écrit, caractères génériques permis : MSExchangeImap4, MSExchangePop3, MSExchangeTransport, MSExchange OWA, MSExchange Control Panel, MSExchangeIS (une boîte), ou MSExchange Common pour le reste.',
      },
    },
    {
      name: 'After',
      type: { kind: 'datetime' },
      help: { en: 'Only what came after this time.', fr: 'Seulement ce qui est arrivé après ce moment.' },
    },
    {
      name: 'Before',
      type: { kind: 'datetime' },
      help: { en: 'Only what came before this time.', fr: 'Seulement ce qui est arrivé avant ce moment.' },
    },
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-EventLog Application -Source MSExchange* -Newest 20',
      explanation: { en: 'The last twenty.', fr: 'Les vingt derniers.' },
    },
    {
      command: 'Get-EventLog -List',
      explanation: { en: 'How much is kept (Limit-EventLog).', fr: 'Combien est conservé (Limit-EventLog).' },
    },
  ],
  defaultColumns: ['Index', 'TimeGenerated', 'EntryType', 'Source', 'Message'],
  roles: ['Monitoring', 'View-Only Configuration', 'Exchange Servers'],
  async *run({ services }, parameters) {
    if (parameters.isOn('List')) {
      yield logInList(services);
      return;
    }
    if (!parameters.has('LogName')) throw missingName();
    const kinds = parameters.get<readonly string[]>('EntryType');
    const wanted = parameters.get<readonly string[]>('Source');
    const after = parameters.get<Date>('After')?.getTime() ?? -Infinity;
    const before = parameters.get<Date>('Before')?.getTime() ?? Infinity;
    let left = parameters.get<number>('Newest') ?? Infinity;
    for (const { index, at, kind, fields, message } of services.recentEvents.list()) {
      const source = sourceOf(fields);
      if (at <= after || at >= before || kinds?.includes(kind) === false) continue;
      if (wanted?.some((pattern) => matchesWildcard(pattern, source)) === false) continue;
      yield {
        Index: index,
        TimeGenerated: new Date(at),
        EntryType: kind,
        Source: source,
        Message: message,
        MachineName: services.server.fqdn,
      };
      left -= 1;
      if (left <= 0) return;
    }
  },
});

/** As `Get-EventLog -List` has it in Windows, and besides what Limit-EventLog takes, under its names. */
function logInList({ settings, recentEvents }: ManagementServices): ManagementObject {
  const { MaximumSize, RetentionDays } = settings.effective(eventLogSettings);
  return {
    Log: 'Application',
    MaximumKilobytes: Math.floor(MaximumSize.bytes / 1024),
    MinimumRetentionDays: RetentionDays,
    OverflowAction: 'OverwriteOlder',
    MaximumSize,
    RetentionDays,
    Entries: [...recentEvents.list()].length,
  };
}

function missingName(): CmdletError {
  return new CmdletError({
    id: 'MissingMandatoryParameter',
    category: 'InvalidArgument',
    exception: 'ParameterBindingException',
    parameter: 'LogName',
    text: {
      en: 'Name the log: Get-EventLog Application. Get-EventLog -List shows which there are.',
      fr: 'Nommez le journal : Get-EventLog Application. Get-EventLog -List montre lesquels existent.',
    },
  });
}
