import {
  ScriptText,
  type CmdletDescription,
  type ErrorRecord,
  type ManagementObject,
  type ManagementValue,
  type OutputRecord,
  type ParameterDescription,
} from '@relais/management-contract';
import { toBoolean } from './convert-boolean.ts';
import { parseDate } from './convert-date.ts';
import { CallsAhead } from './calls-ahead.ts';
import type { Bindable, Command, Invocation, Processor } from './command.ts';
import { PipelineProgress } from './pipeline-progress.ts';
import { askConfirmation, type ConfirmationMemory } from './confirmation.ts';
import { PipelineStopped } from './control-signals.ts';
import type { ErrorFacts } from './error-value.ts';
import { filterText } from './filter-text.ts';
import { type OutputFile, takeFiles, writeOutput } from './remote-files.ts';
import { OperationError } from './shell-error.ts';
import { toManagement } from './to-management.ts';
import { objectFromManagement, ScriptBlock, type Value } from './values.ts';

const ownFlags = new Set([
  'whatif',
  'confirm',
  'verbose',
  'debug',
  'erroraction',
  'warningaction',
  'outvariable',
  'errorvariable',
]);

/** A cmdlet of the server as a command of the shell. */
export function remoteCommand(description: CmdletDescription): Command {
  const parameters = description.parameters.filter((parameter) => !ownFlags.has(parameter.name.toLowerCase()));
  return {
    name: description.name,
    parameters: parameters.map(bindable),
    supportsShouldProcess: description.supportsShouldProcess,
    takesUnknownArguments: false,
    refusesUnboundInput: true,
    start: (invocation) => startRemote(description, parameters, invocation),
  };
}

function bindable(parameter: ParameterDescription): Bindable {
  const { kind } = parameter.type;
  return {
    name: parameter.name,
    aliases: parameter.aliases ?? [],
    isSwitch: kind === 'switch',
    position: parameter.position === undefined ? null : parameter.position - 1,
    isMandatory: parameter.mandatory ?? false,
    fromPipeline: parameter.pipeline === 'by-value' || parameter.pipeline === 'both',
    fromPropertyName: parameter.pipeline === 'by-property-name' || parameter.pipeline === 'both',
    takesRest: false,
    typeName: typeWord(parameter),
    // The server converts and refuses; only a word written as a number keeps its spelling (`-Name 007`).
    convert: ({ value, written }) => {
      if (kind === 'switch') return toBoolean(value);
      return written !== null && typeof value === 'number' && !keepsNumbers.has(kind) ? written : value;
    },
  };
}

const keepsNumbers = new Set(['int', 'bytesize', 'boolean', 'timespan', 'enum', 'object', 'bytes']);

/** How Get-Help and messages call a parameter's type. */
export function typeWord(parameter: ParameterDescription): string {
  const words: Readonly<Record<ParameterDescription['type']['kind'], string>> = {
    string: 'String',
    identity: 'IdentityParameter',
    boolean: 'Boolean',
    switch: 'SwitchParameter',
    int: 'Int32',
    timespan: 'EnhancedTimeSpan',
    bytesize: 'ByteQuantifiedSize',
    enum: 'Enum',
    datetime: 'DateTime',
    bytes: 'Byte[]',
    secure: 'SecureString',
    credential: 'PSCredential',
    binding: 'IPBinding',
    'connection-setting': 'ProtocolConnectionSettings',
    'address-range': 'IPRange',
    uri: 'Uri',
    script: 'ScriptBlock',
    object: 'Object',
  };
  const { type } = parameter;
  const plain = type.kind === 'identity' ? `${type.of}IdParameter` : words[type.kind];
  const whole =
    (type.kind === 'int' || type.kind === 'bytesize') && type.unlimited === true ? `Unlimited<${plain}>` : plain;
  return parameter.list === true ? `MultiValuedProperty<${whole}>` : whole;
}

function startRemote(
  description: CmdletDescription,
  parameters: readonly ParameterDescription[],
  invocation: Invocation,
): Processor {
  const memory: ConfirmationMemory = { answer: null };
  const progress = new PipelineProgress(description.name, description.supportsShouldProcess, invocation);
  const ahead = runsAhead(description, invocation)
    ? new CallsAhead<OutputRecord>(callsAhead, async (records) => {
        await tell(records, description, invocation);
      })
    : null;
  return {
    process: async (_input, bound) => {
      progress.count();
      const values = callParameters(parameters, bound, invocation);
      const output = await takeFiles(parameters, bound, values, invocation.engine.session.files);
      const { whatIf, confirm } = invocation.common;
      if (whatIf !== null && description.supportsShouldProcess) values.WhatIf = whatIf;
      if (confirm !== null && description.supportsShouldProcess) values.Confirm = confirm;
      if (ahead !== null && output === null) {
        await ahead.add(call(description, values, invocation));
        return;
      }
      const question = await run(description, values, invocation, output);
      if (question === null) return;
      if (await askConfirmation(question, memory, invocation))
        await run(description, { ...values, Confirm: false }, invocation, output);
    },
    end: async () => {
      await ahead?.end();
      progress.end();
    },
  };
}

const callsAhead = 4;

/**
 * `Import-Csv people.csv | New-Mailbox`: what is made does not depend on what was made before it, so a few are made at
 * once and told of in their order. Not where an error, a question or a later command may end the pipeline between two.
 */
function runsAhead({ name }: CmdletDescription, { isPiped, common, context, takesAll }: Invocation): boolean {
  return (
    /^New-/i.test(name) &&
    isPiped &&
    takesAll &&
    !context.isGuarded &&
    common.errorAction !== 'Stop' &&
    common.warningAction !== 'Stop' &&
    common.whatIf === null &&
    common.confirm === null &&
    context.scope.get('ConfirmPreference') !== 'Low' &&
    context.scope.get('ConfirmPreference') !== 'Medium'
  );
}

function callParameters(
  parameters: readonly ParameterDescription[],
  bound: ReadonlyMap<string, Value>,
  { context: { scope }, engine: { session } }: Invocation,
): Record<string, ManagementValue> {
  const { language, now } = session;
  const values: Record<string, ManagementValue> = {};
  for (const parameter of parameters) {
    const value = bound.get(parameter.name.toLowerCase());
    if (value === undefined || parameter.file !== undefined) continue;
    // As PowerShell's cmdlets read dates: in the order of the session's language.
    if (parameter.type.kind === 'datetime' && typeof value === 'string' && language === 'fr') {
      values[parameter.name] = parseDate(value, now, language) ?? value;
      continue;
    }
    const isFilter = value instanceof ScriptBlock && /filter$/i.test(parameter.name);
    values[parameter.name] = isFilter
      ? new ScriptText(filterText(value.text, scope))
      : toManagement(value, parameter.type.kind !== 'object');
  }
  return values;
}

/** Runs one call; gives the question when the server asks before it changes anything. */
async function run(
  description: CmdletDescription,
  parameters: Record<string, ManagementValue>,
  invocation: Invocation,
  output: OutputFile | null,
): Promise<string | null> {
  return tell(call(description, parameters, invocation), description, invocation, output);
}

function call(
  { name }: CmdletDescription,
  parameters: Record<string, ManagementValue>,
  { engine, context }: Invocation,
): AsyncIterable<OutputRecord> {
  const { host, language } = engine.session;
  return recordsOf(host.invoke({ cmdlet: name, parameters, language }, context.signal), context.signal);
}

/** Passes on what a call answers; gives the question when the server asks before it changes anything. */
async function tell(
  records: AsyncIterable<OutputRecord> | readonly OutputRecord[],
  description: CmdletDescription,
  invocation: Invocation,
  output: OutputFile | null = null,
): Promise<string | null> {
  const { context } = invocation;
  const { files } = invocation.engine.session;
  const typeName = `Relais.Management.${description.name.replace(/^[^-]*-/, '')}`;
  let question: string | null = null;
  for await (const record of records) {
    switch (record.kind) {
      case 'output':
        if (output !== null && files !== null) {
          await writeOutput(output, record.object, files);
          break;
        }
        await invocation.emit(
          textOf(record.object, description) ??
            objectFromManagement(record.object, typeName, record.defaultColumns ?? description.defaultColumns),
        );
        break;
      case 'warning':
        invocation.warn(record.text);
        break;
      case 'verbose':
        invocation.verbose(record.text);
        break;
      case 'what-if':
        context.face.settle();
        context.face.host(`${record.text}\n`);
        break;
      case 'progress':
        context.face.progress(record.activity, record.status, record.percent);
        break;
      case 'error': {
        const facts = errorFacts(record.error, description.name);
        const isSilent =
          invocation.common.errorAction === 'SilentlyContinue' || invocation.common.errorAction === 'Ignore';
        if (record.terminating && context.isGuarded && !isSilent && !invocation.common.goesOnAsked)
          throw new OperationError(facts, invocation.extent);
        // The call is over; the pipeline goes on with the next object, as after Exchange's own errors.
        invocation.writeError(facts);
        break;
      }
      case 'confirm':
        question = record.text;
        break;
    }
  }
  return question;
}

/** A failing connection becomes an error of the shell; a stopped one ends the pipeline. */
async function* recordsOf(records: AsyncIterable<OutputRecord>, signal: AbortSignal): AsyncIterable<OutputRecord> {
  try {
    yield* records;
  } catch (error) {
    if (signal.aborted) throw new PipelineStopped();
    if (!(error instanceof Error) || error instanceof OperationError || error instanceof PipelineStopped) throw error;
    throw new OperationError({
      id: 'RemoteCommandFailed',
      category: 'ResourceUnavailable',
      message: error.message,
      exception: 'RemoteException',
    });
  }
}

function errorFacts(record: ErrorRecord, cmdlet: string): ErrorFacts {
  return {
    id: record.id,
    category: record.category,
    message: record.message,
    activity: record.activity === '' ? cmdlet : record.activity,
    ...(record.target === undefined ? {} : { target: record.target, targetText: record.target }),
    exception: record.exception ?? 'System.Management.Automation.RuntimeException',
    ...(record.recommendation === undefined ? {} : { recommendation: record.recommendation }),
  };
}

function textOf(object: ManagementObject, { textProperty }: CmdletDescription): string | null {
  const text = textProperty === undefined ? undefined : object[textProperty];
  return typeof text === 'string' ? text : null;
}
