import type { Builtin } from '../runtime/builtin.ts';
import { ErrorValue } from '../runtime/error-value.ts';
import { toText } from '../runtime/to-text.ts';

export const writeWarning: Builtin = {
  name: 'Write-Warning',
  synopsis: { en: 'Shows a warning.', fr: 'Affiche un avertissement.' },
  parameters: [{ name: 'Message', type: 'text', position: 1, mandatory: true, pipeline: true }],
  examples: ["Write-Warning 'The quota is small.'"],
  start: (invocation, given) => ({
    process: async (input) => invocation.warn(input === undefined ? (given.text('Message') ?? '') : toText(input)),
  }),
};

export const writeVerbose: Builtin = {
  name: 'Write-Verbose',
  synopsis: {
    en: 'Shows a text when -Verbose or $VerbosePreference asks for it.',
    fr: 'Affiche un texte si -Verbose ou $VerbosePreference le demande.',
  },
  parameters: [{ name: 'Message', type: 'text', position: 1, mandatory: true, pipeline: true }],
  examples: ["Write-Verbose 'Reading users.csv' -Verbose"],
  start: (invocation, given) => ({
    process: async (input) => invocation.verbose(input === undefined ? (given.text('Message') ?? '') : toText(input)),
  }),
};

export const writeDebug: Builtin = {
  name: 'Write-Debug',
  synopsis: {
    en: 'Takes a text for debugging; it is not shown.',
    fr: 'Reçoit un texte de débogage ; il n’est pas affiché.',
  },
  parameters: [{ name: 'Message', type: 'text', position: 1, mandatory: true, pipeline: true }],
  examples: ["Write-Debug 'Here.' -Debug"],
  start: () => ({ process: async () => undefined }),
};

export const writeInformation: Builtin = {
  name: 'Write-Information',
  synopsis: {
    en: 'Shows a text when -InformationAction Continue or $InformationPreference asks for it.',
    fr: 'Affiche un texte si -InformationAction Continue ou $InformationPreference le demande.',
  },
  parameters: [
    { name: 'MessageData', type: 'any', aliases: ['Message'], position: 1, mandatory: true, pipeline: true },
    { name: 'Tags', type: 'text', list: true },
  ],
  examples: ["Write-Information 'Started.' -InformationAction Continue"],
  start: (invocation, given) => ({
    process: async (input) => {
      const { informationAction } = invocation.common;
      if (informationAction !== 'Continue' && informationAction !== 'Inquire') return;
      invocation.context.face.host(`${toText(input ?? given.value('MessageData'))}\n`);
    },
  }),
};

export const writeProgress: Builtin = {
  name: 'Write-Progress',
  synopsis: { en: 'Shows how far a long work has come.', fr: 'Montre l’avancement d’un long travail.' },
  parameters: [
    { name: 'Activity', type: 'text', position: 1, mandatory: true },
    { name: 'Status', type: 'text', position: 2 },
    { name: 'PercentComplete', type: 'number' },
    { name: 'CurrentOperation', type: 'text' },
    { name: 'SecondsRemaining', type: 'number' },
    { name: 'Id', type: 'number' },
    { name: 'ParentId', type: 'number' },
    { name: 'Completed', type: 'switch' },
  ],
  examples: ["Write-Progress -Activity 'Mailboxes' -Status '20 of 100' -PercentComplete 20"],
  start: (invocation, given) => ({
    process: async () => {
      const percent = given.flag('Completed') ? 100 : given.number('PercentComplete');
      invocation.context.face.progress(given.text('Activity') ?? '', given.text('Status') ?? '', percent);
    },
  }),
};

const categories = [
  'NotSpecified',
  'InvalidArgument',
  'InvalidData',
  'InvalidOperation',
  'ObjectNotFound',
  'PermissionDenied',
  'ResourceExists',
  'ResourceUnavailable',
  'OperationStopped',
];

export const writeError: Builtin = {
  name: 'Write-Error',
  synopsis: {
    en: 'Reports an error after which the script goes on.',
    fr: 'Signale une erreur après laquelle le script continue.',
  },
  parameters: [
    { name: 'Message', type: 'text', aliases: ['Msg'], position: 1, pipeline: true },
    { name: 'Exception', type: 'any' },
    { name: 'ErrorRecord', type: 'any' },
    { name: 'Category', type: 'text', values: categories },
    { name: 'ErrorId', type: 'text' },
    { name: 'TargetObject', type: 'any' },
    { name: 'RecommendedAction', type: 'text' },
  ],
  examples: ["Write-Error 'The file has no column Alias.' -Category InvalidData"],
  start: (invocation, given) => ({
    process: async (input) => {
      const record = given.value('ErrorRecord');
      if (record instanceof ErrorValue) {
        invocation.writeError(record.facts);
        return;
      }
      const message = input !== undefined ? toText(input) : (given.text('Message') ?? given.text('Exception') ?? '');
      const target = given.has('TargetObject') ? given.value('TargetObject') : null;
      const recommendation = given.text('RecommendedAction');
      invocation.writeError({
        id: given.text('ErrorId') ?? 'Microsoft.PowerShell.Commands.WriteErrorException',
        category: given.text('Category') ?? 'NotSpecified',
        message,
        target,
        ...(target === null ? {} : { targetText: toText(target) }),
        exception: 'Microsoft.PowerShell.Commands.WriteErrorException',
        ...(recommendation === null ? {} : { recommendation }),
      });
    },
  }),
};
