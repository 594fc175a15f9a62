import { parseScript } from '../language/parse-script.ts';
import { ShellSyntaxError } from '../language/syntax-error.ts';
import type { Builtin } from '../runtime/builtin.ts';
import type { Invocation } from '../runtime/command.ts';
import { ErrorValue } from '../runtime/error-value.ts';
import { Hashtable } from '../runtime/hashtable.ts';
import { OperationError, operationError, ShellError } from '../runtime/shell-error.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import { ScriptBlock } from '../runtime/values.ts';
import { withFile } from '../runtime/with-file.ts';
import { RenderedText } from './rendered-text.ts';
import { type RunbookStep, runbookSteps } from './runbook-steps.ts';

interface Played extends RunbookStep {
  readonly result: 'Done' | 'Failed' | 'Skipped' | 'WhatIf';
  readonly output: string;
  readonly error: string;
}

const words = {
  en: {
    choices: '[R] Run  [E] Edit  [S] Skip  [A] Run all  [Q] Quit (default is "R"): ',
    edit: 'Command: ',
    nobody: 'The page is played step by step and nobody is there to answer. Add -Force to run every step.',
    report: 'Report:',
    played: (done: number, failed: number, skipped: number) => `${done} done, ${failed} failed, ${skipped} skipped`,
  },
  fr: {
    choices: '[E] Exécuter  [M] Modifier  [I] Ignorer  [T] Tout exécuter  [Q] Quitter (« E » par défaut) : ',
    edit: 'Commande : ',
    nobody: 'La page est jouée pas à pas et personne ne peut répondre. Ajoutez -Force pour exécuter chaque étape.',
    report: 'Rapport :',
    played: (done: number, failed: number, skipped: number) =>
      `${done} ${done > 1 ? 'faites' : 'faite'}, ${failed} en échec, ${skipped} ${skipped > 1 ? 'ignorées' : 'ignorée'}`,
  },
} as const;

/** What an answer means, by language: the first letter counts. */
const answers: Readonly<Record<'en' | 'fr', Readonly<Record<string, 'run' | 'edit' | 'skip' | 'all' | 'quit'>>>> = {
  en: { '': 'run', r: 'run', y: 'run', e: 'edit', s: 'skip', n: 'skip', a: 'all', q: 'quit' },
  fr: { '': 'run', e: 'run', o: 'run', m: 'edit', i: 'skip', n: 'skip', t: 'all', q: 'quit' },
};

export const invokeRunbook: Builtin = {
  name: 'Invoke-Runbook',
  synopsis: {
    en: 'Plays a documentation page: its command blocks one by one, each after your consent, then the part that says how to know whether it worked.',
    fr: 'Joue une page de documentation : ses blocs de commandes un par un, chacun avec votre accord, puis la partie qui dit comment savoir si cela a fonctionné.',
  },
  parameters: [
    { name: 'Path', type: 'text', position: 1, mandatory: true, pipeline: true },
    {
      name: 'Replace',
      type: 'any',
      help: {
        en: 'Placeholders of the page and what belongs there: @{TimeValue="00:45:00"}.',
        fr: 'Les valeurs à remplacer dans la page : @{TimeValue="00:45:00"}.',
      },
    },
    {
      name: 'ReportPath',
      type: 'text',
      help: { en: 'Writes a report in Markdown.', fr: 'Écrit un rapport en Markdown.' },
    },
    { name: 'Force', type: 'switch', help: { en: 'Asks nothing.', fr: 'Ne demande rien.' } },
  ],
  supportsShouldProcess: true,
  examples: ['Invoke-Runbook ./set-time-outs.md -Replace @{TimeValue="00:45:00"} -ReportPath ./report.md'],
  start: (invocation, given) => ({
    process: async () => {
      const path = given.text('Path') ?? '';
      const { files } = invocation.engine.session;
      if (files === null) throw operationError('NoFiles', 'This shell has no access to files.', 'InvalidOperation');
      const page = await withFile(path, () => files.readText(path));
      const steps = runbookSteps(page).map((step) => replaced(step, given.value('Replace')));
      if (steps.length === 0)
        throw operationError('NoCommands', `"${path}" has no command blocks.`, 'InvalidData', path);
      const played = await play(invocation, [...steps.filter(isWork), ...steps.filter((step) => !isWork(step))], {
        asks: !given.flag('Force') && invocation.common.confirm !== false,
      });
      const report = given.text('ReportPath');
      if (report !== null) await withFile(report, () => files.write(report, reportText(path, played, invocation)));
      for (const [index, step] of played.entries()) await invocation.emit(stepObject(index + 1, step));
      if (played.some(({ result }) => result === 'Failed')) invocation.markFailed();
    },
  }),
};

const isWork = ({ isVerification }: RunbookStep): boolean => !isVerification;

function replaced(step: RunbookStep, replace: unknown): RunbookStep {
  if (!(replace instanceof Hashtable)) return step;
  let { command } = step;
  for (const [key, value] of replace.entries()) command = command.replaceAll(toText(key), toText(value));
  return { ...step, command };
}

async function play(
  invocation: Invocation,
  steps: readonly RunbookStep[],
  { asks }: { readonly asks: boolean },
): Promise<readonly Played[]> {
  const { face } = invocation.context;
  const { language } = invocation.engine.session;
  const text = words[language];
  const played: Played[] = [];
  let isAsking = asks;
  let section = '';
  for (const [index, written] of steps.entries()) {
    let step = written;
    face.settle();
    if (step.section !== section) face.host(`\n# ${step.section}\n`);
    section = step.section;
    face.host(`\n${step.text === '' ? '' : `${step.text}\n`}[${index + 1}/${steps.length}] ${step.command}\n`);
    const none = { output: '', error: '' };
    if (invocation.common.whatIf === true) {
      played.push({ ...step, ...none, result: 'WhatIf' });
      continue;
    }
    let answer: 'run' | 'edit' | 'skip' | 'all' | 'quit' = 'run';
    while (isAsking) {
      const line = await face.ask(text.choices);
      if (line === null)
        throw new OperationError({ id: 'ConfirmationRequired', category: 'OperationStopped', message: text.nobody });
      const meant = answers[language][line.trim().slice(0, 1).toLowerCase()];
      if (meant === undefined) continue;
      answer = meant;
      if (meant !== 'edit') break;
      const command = await face.ask(text.edit);
      if (command !== null && command.trim() !== '') step = { ...step, command: command.trim() };
      face.host(`${step.command}\n`);
    }
    if (answer === 'all') isAsking = false;
    if (answer === 'quit') {
      played.push(...steps.slice(index).map((left) => ({ ...left, ...none, result: 'Skipped' as const })));
      break;
    }
    played.push(answer === 'skip' ? { ...step, ...none, result: 'Skipped' } : await run(invocation, step));
  }
  const count = (result: Played['result']): number => played.filter((step) => step.result === result).length;
  face.host(`\n${text.report} ${text.played(count('Done'), count('Failed'), count('Skipped'))}\n`);
  return played;
}

/** Runs one block; what it puts out is shown and kept, and an error ends the block and not the page. */
async function run(invocation: Invocation, step: RunbookStep): Promise<Played> {
  const { engine, context } = invocation;
  const rendered = new RenderedText(context, null);
  const before = engine.session.errors.length;
  let failure = '';
  try {
    const block = new ScriptBlock(parseScript(step.command), step.command, { text: step.command, file: null });
    await engine.runBlock(block, context, { sharesScope: true, emit: async (value) => rendered.print(value) });
  } catch (error) {
    if (error instanceof ShellError || error instanceof ShellSyntaxError || error instanceof OperationError)
      failure = error.message;
    else throw error;
  }
  const output = rendered.finish();
  context.face.settle();
  if (output !== '') context.face.host(output);
  if (failure !== '') context.face.warning(failure);
  const newest = engine.session.errors.length > before ? engine.session.errors[0] : undefined;
  if (failure === '' && newest !== undefined) failure = newest instanceof ErrorValue ? newest.message : toText(newest);
  return { ...step, result: failure === '' ? 'Done' : 'Failed', output, error: failure };
}

function stepObject(number: number, step: Played): ShellObject {
  const object = new ShellObject('Relais.Runbook.Step', ['Step', 'Part', 'Result', 'Command', 'Error']);
  object.set('Step', number);
  object.set('Part', step.isVerification ? 'Verification' : 'Work');
  object.set('Section', step.section);
  object.set('Result', step.result);
  object.set('Command', step.command);
  object.set('Output', step.output);
  object.set('Error', step.error);
  return object;
}

function reportText(path: string, played: readonly Played[], { engine }: Invocation): string {
  const text = words[engine.session.language];
  const parts = [`# ${text.report} ${path}`, '', engine.session.now().toISOString(), ''];
  let section = '';
  for (const [index, step] of played.entries()) {
    if (step.section !== section) parts.push(`## ${step.section}`, '');
    section = step.section;
    parts.push(`${index + 1}. **${step.result}**`, '', '```powershell', step.command, '```', '');
    if (step.output.trim() !== '') parts.push('```', step.output.replace(/^\n+|\s+$/g, ''), '```', '');
    if (step.error !== '') parts.push(`> ${step.error.replaceAll('\n', '\n> ')}`, '');
  }
  return parts.join('\n');
}
