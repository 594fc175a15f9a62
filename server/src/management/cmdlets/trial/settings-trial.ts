import type { ManagementObject } from '@relais/management-contract';
import type { RunningTrial } from '../../../services/settings-trial/settings-trial.ts';
import { type CmdletContext, defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';

const roles = ['Exchange Servers', 'Organization Configuration'];

export const newSettingsTrial = defineCmdlet({
  name: 'New-SettingsTrial',
  synopsis: {
    en: 'Begins a trial: unless it is confirmed in time, settings and connectors go back to what they are now.',
    fr: 'Commence un essai : sans confirmation à temps, paramètres et connecteurs reviennent à leur état actuel.',
  },
  description: {
    en: 'Start-SettingsTrial of the shell does this around a block. A restart of the server ends the trial like its time does. Services that were restarted with trial values are restarted again.',
    fr: 'Start-SettingsTrial, dans le shell, le fait autour d’un bloc. Un redémarrage du serveur met fin à l’essai comme son échéance. Les services redémarrés avec les valeurs d’essai le sont de nouveau.',
  },
  parameters: [
    {
      name: 'Minutes',
      type: { kind: 'int', min: 1, max: 1440 },
      position: 1,
      defaultText: '10',
      help: { en: 'How long it lasts.', fr: 'Sa durée.' },
    },
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'New-SettingsTrial -Minutes 15',
      explanation: { en: 'What follows is undone in 15 minutes.', fr: 'Ce qui suit est annulé dans 15 minutes.' },
    },
  ],
  defaultColumns: ['StartedBy', 'Started', 'Ends'],
  roles,
  async *run(context, parameters) {
    const { services, caller } = context;
    const running = services.settingsTrial.running();
    if (running !== null) throw alreadyRunning(running);
    const minutes = parameters.get<number>('Minutes') ?? 10;
    const action = {
      en: `Beginning a trial of ${minutes} minutes.`,
      fr: `Début d’un essai de ${minutes} minutes.`,
    };
    if (!context.shouldProcess(action)) return;
    const trial = await services.settingsTrial.start(minutes * 60_000, caller.name);
    context.changed('SettingsTrial', { Ends: [null, new Date(trial.endsAt)] });
    yield trialObject(trial);
  },
});

export const getSettingsTrial = defineCmdlet({
  name: 'Get-SettingsTrial',
  synopsis: { en: 'Shows the trial that runs.', fr: 'Affiche l’essai en cours.' },
  parameters: [],
  supportsShouldProcess: false,
  examples: [{ command: 'Get-SettingsTrial', explanation: { en: 'When it ends.', fr: 'Quand il se termine.' } }],
  defaultColumns: ['StartedBy', 'Started', 'Ends'],
  roles: [...roles, 'View-Only Configuration'],
  async *run({ services }) {
    const running = services.settingsTrial.running();
    if (running !== null) yield trialObject(running);
  },
});

export const confirmSettingsTrial = defineCmdlet({
  name: 'Confirm-SettingsTrial',
  synopsis: { en: 'Keeps what was tried.', fr: 'Conserve ce qui a été essayé.' },
  parameters: [],
  supportsShouldProcess: true,
  examples: [{ command: 'Confirm-SettingsTrial', explanation: { en: 'It was good.', fr: 'C’était bon.' } }],
  roles,
  async run(context) {
    const running = requireRunning(context);
    const action = { en: 'Keeping what was tried.', fr: 'Conservation de ce qui a été essayé.' };
    if (!context.shouldProcess(action)) return;
    await context.services.settingsTrial.confirm();
    context.changed('SettingsTrial', { Ends: [new Date(running.endsAt), null] });
  },
});

export const stopSettingsTrial = defineCmdlet({
  name: 'Stop-SettingsTrial',
  synopsis: {
    en: 'Ends a trial at once: what was configured before comes back.',
    fr: 'Met fin à l’essai aussitôt : la configuration d’avant revient.',
  },
  parameters: [],
  supportsShouldProcess: true,
  examples: [{ command: 'Stop-SettingsTrial', explanation: { en: 'It was not good.', fr: 'Ce n’était pas bon.' } }],
  defaultColumns: ['PutBack'],
  roles,
  async *run(context) {
    requireRunning(context);
    const action = { en: 'Putting back what was configured.', fr: 'Retour à la configuration précédente.' };
    if (!context.shouldProcess(action)) return;
    const changed = (await context.services.settingsTrial.rollBack()) ?? [];
    context.changed('SettingsTrial', { PutBack: [null, changed] });
    yield { PutBack: changed };
  },
});

function trialObject(trial: RunningTrial): ManagementObject {
  return {
    StartedBy: trial.startedBy,
    Started: new Date(trial.startedAt),
    Ends: new Date(trial.endsAt),
    Identity: trial.id,
  };
}

function requireRunning({ services }: CmdletContext): RunningTrial {
  const running = services.settingsTrial.running();
  if (running !== null) return running;
  throw new CmdletError({
    id: 'NoSettingsTrial',
    category: 'ObjectNotFound',
    exception: 'ManagementObjectNotFoundException',
    text: {
      en: 'No trial is running: it was confirmed, it has ended, or none was begun (Start-SettingsTrial).',
      fr: 'Aucun essai n’est en cours : il a été confirmé, il est terminé, ou aucun n’a commencé (Start-SettingsTrial).',
    },
  });
}

function alreadyRunning(trial: RunningTrial): CmdletError {
  const until = new Date(trial.endsAt).toISOString();
  return new CmdletError({
    id: 'SettingsTrialRunning',
    category: 'InvalidOperation',
    exception: 'InvalidOperationException',
    text: {
      en: `A trial of ${trial.startedBy} runs until ${until}; end it first with Confirm-SettingsTrial or Stop-SettingsTrial.`,
      fr: `Un essai de ${trial.startedBy} est en cours jusqu’à ${until} ; terminez-le d’abord avec Confirm-SettingsTrial ou Stop-SettingsTrial.`,
    },
  });
}
