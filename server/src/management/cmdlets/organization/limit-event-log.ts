import type { ManagementValue } from '@relais/management-contract';
import { eventLogSettings } from '../../../domain/configuration/event-log-settings.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { idle } from '../../idle-parameter.ts';
import { nothingModified } from '../find-named.ts';

const { MaximumSize, RetentionDays } = eventLogSettings.declarations;

/** Windows' cmdlet for what Exchange writes into the Application log; here that is logs/relais.log. */
export const limitEventLog = defineCmdlet({
  name: 'Limit-EventLog',
  synopsis: {
    en: 'Sets how much is kept of the server’s log, relais.log, and how long.',
    fr: 'Définit combien est conservé du journal du serveur, relais.log, et combien de temps.',
  },
  description: {
    en: 'The log turns by itself, once a day and by size: relais.log is written, relais-20261129-1.log and so on are older. Changes count at once.',
    fr: 'Le journal tourne de lui-même, chaque jour et selon la taille : relais.log est en cours, relais-20261129-1.log et les suivants sont plus anciens. Les modifications comptent aussitôt.',
  },
  parameters: [
    {
      name: 'LogName',
      type: { kind: 'enum', values: [{ name: 'Application' }] },
      position: 1,
      mandatory: true,
      help: { en: 'Application, the only log there is.', fr: 'Application, le seul journal qui existe.' },
    },
    { name: 'MaximumSize', type: MaximumSize.type, label: MaximumSize.label, help: MaximumSize.help },
    { name: 'RetentionDays', type: RetentionDays.type, label: RetentionDays.label, help: RetentionDays.help },
    idle(
      'OverflowAction',
      {
        kind: 'enum',
        values: [{ name: 'OverwriteOlder' }, { name: 'OverwriteAsNeeded' }, { name: 'DoNotOverwrite' }],
      },
      {
        en: 'the oldest files always give way, by size and by age',
        fr: 'les fichiers les plus anciens cèdent toujours la place, selon la taille et l’âge',
      },
    ),
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Limit-EventLog Application -MaximumSize 1GB -RetentionDays 90',
      explanation: {
        en: 'Three months, if they fit into a gigabyte.',
        fr: 'Trois mois, s’ils tiennent en un gigaoctet.',
      },
    },
  ],
  roles: ['Exchange Servers'],
  async run(context, given) {
    const { settings } = context.services;
    const before: Readonly<Record<string, ManagementValue>> = settings.configured(eventLogSettings);
    const wanted = Object.keys(eventLogSettings.declarations).filter((name) => given.has(name));
    const changes = Object.fromEntries(
      wanted
        .map((name) => [name, given.get(name) ?? null] as const)
        .filter(([name, value]) => String(value) !== String(before[name])),
    );
    const names = Object.keys(changes);
    if (names.length === 0) return context.warn(nothingModified('Application'));
    const action = {
      en: `Setting the limits of the log "Application": ${names.join(', ')}.`,
      fr: `Modification des limites du journal « Application » : ${names.join(', ')}.`,
    };
    if (!context.shouldProcess(action)) return;
    await settings.configure(eventLogSettings, changes);
    context.changed(
      'Application',
      Object.fromEntries(names.map((name) => [name, [before[name] ?? null, changes[name] ?? null] as const])),
    );
  },
});
