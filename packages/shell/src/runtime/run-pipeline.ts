import type { LocalisedText } from '@relais/management-contract';
import type { CommandNode, Expression, PipelineNode } from '../language/nodes.ts';
import { bindParameters, missingMandatory } from './bind-parameters.ts';
import { bindPipelineInput } from './bind-pipeline-input.ts';
import type { Builtin } from './builtin.ts';
import type { Command, CommonParameters, Invocation, Processor } from './command.ts';
import { readCommon } from './common-parameters.ts';
import { StopUpstreamSignal } from './control-signals.ts';
import type { Context, Emit, Engine, EvaluatedElement } from './engine.ts';
import { type ErrorFacts, ErrorValue } from './error-value.ts';
import { inLanguage } from './french-messages.ts';
import { evaluateElements } from './evaluate-elements.ts';
import { scriptCommand } from './function-command.ts';
import { redirectionsOf, type Redirected } from './redirect.ts';
import { expandAlias, resolveCommand, scriptFile } from './resolve-command.ts';
import { OperationError, ShellError } from './shell-error.ts';
import { StageObserver } from './stage-observer.ts';
import { toText } from './to-text.ts';
import { ScriptBlock, type Value } from './values.ts';

/** A command within a running pipeline. */
interface Stage {
  begin(): Promise<void>;
  receive(value: Value): Promise<void>;
  finish(): Promise<void>;
  /** Sets the variables that common parameters name, and writes the files of redirections. */
  close(): Promise<void>;
}

/** Runs a pipeline: all stages begin, objects are pushed through one by one, then the stages end in order. */
export async function runPipeline(
  engine: Engine,
  builtins: ReadonlyMap<string, Builtin>,
  node: PipelineNode,
  context: Context,
): Promise<void> {
  const [first, ...others] = node.elements;
  if (first === undefined) return;
  const outcome = { failed: false };
  if (first.kind === 'expression' && others.length === 0 && first.redirections.length === 0) {
    await emitExpression(engine, first.expression, context, context.emit);
    context.scope.global.define('?', true);
    return;
  }
  const stages: Stage[] = [];
  const commands = first.kind === 'command' ? [first, ...others] : others;
  let next: Emit = context.emit;
  for (const [index, command] of [...commands.entries()].reverse()) {
    if (command.kind !== 'command') continue;
    const isPiped = index > 0 || first.kind === 'expression';
    const place = { isPiped, takesAll: commands.slice(index + 1).every(takesAll) };
    const stage = await openCommand(engine, builtins, command, { ...context, emit: next }, place, outcome);
    stages.unshift(stage);
    next = async (value) => await stage.receive(value);
  }
  try {
    await drive(stages, async () => {
      if (first.kind !== 'expression') return;
      const redirected = await redirectionsOf(engine, first.redirections, { ...context, emit: next });
      await emitExpression(engine, first.expression, { ...context, face: redirected.face }, redirected.emit);
      await redirected.close();
    });
  } finally {
    for (const stage of stages) await stage.close();
  }
  context.scope.global.define('?', !outcome.failed);
}

/** Runs one command by name with values, outside of any script text. */
export async function runNamed(
  engine: Engine,
  builtins: ReadonlyMap<string, Builtin>,
  name: string,
  elements: readonly EvaluatedElement[],
  context: Context,
  input: readonly Value[] | undefined,
): Promise<boolean> {
  const resolved = await resolveCommand(name, elements, engine.session, builtins, context.signal);
  const extent = { start: 0, end: context.source.text.length };
  const outcome = { failed: false };
  const stage = openStage(
    engine,
    resolved.command,
    resolved.elements,
    context,
    { isPiped: input !== undefined, takesAll: false },
    extent,
    outcome,
    null,
  );
  try {
    await drive([stage], async () => {
      for (const item of input ?? []) await stage.receive(item);
    });
  } finally {
    await stage.close();
  }
  return !outcome.failed;
}

interface Place {
  readonly isPiped: boolean;
  readonly takesAll: boolean;
}

/** Commands that read their input to its end, whatever it is. */
const readers =
  /^(out-null|out-file|out-host|out-string|out-default|export-csv|epcsv|export-clixml|measure-object|measure|format-list|fl|format-table|ft|tee-object|tee|sort-object|sort)$/i;

function takesAll(node: PipelineNode['elements'][number]): boolean {
  return node.kind === 'command' && node.name.kind === 'string' && readers.test(node.name.value);
}

async function drive(stages: readonly Stage[], feed: () => Promise<void>): Promise<void> {
  for (const stage of stages) await stage.begin();
  let from = 0;
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (signal) {
      const at = signal instanceof StopUpstreamSignal ? stages.findIndex((stage) => stage === signal.stage) : -1;
      if (at === -1) throw signal;
      from = Math.max(from, at);
    }
  };
  await guarded(feed);
  for (let index = 0; index < stages.length; index += 1) {
    if (index < from) continue;
    const stage = stages[index];
    if (stage !== undefined) await guarded(async () => await stage.finish());
  }
}

/** Emits an expression's value item by item; `$i++` on its own gives nothing. */
async function emitExpression(engine: Engine, node: Expression, context: Context, emit: Emit): Promise<void> {
  if (node.kind === 'parenthesis') {
    for (const item of await engine.collect(node.statement, context)) await emit(item);
    return;
  }
  if (node.kind === 'variable' && context.scope.holdsNothing(node.name)) return;
  const value = await engine.evaluate(node, context);
  if (node.kind === 'increment' || (node.kind === 'cast' && node.type.toLowerCase() === 'void')) return;
  if (node.kind === 'sub-expression' && value === null) return;
  if (node.kind === 'call' && value === null) return;
  if (Array.isArray(value)) for (const item of value.slice()) await emit(item);
  else await emit(value);
}

async function openCommand(
  engine: Engine,
  builtins: ReadonlyMap<string, Builtin>,
  node: CommandNode,
  context: Context,
  place: Place,
  outcome: { failed: boolean },
): Promise<Stage> {
  const redirected = await redirectionsOf(engine, node.redirections, context);
  const inner: Context = { ...context, emit: redirected.emit, face: redirected.face };
  const elements = await evaluateElements(engine, node, inner);
  const { command, rest, note } = await findCommand(engine, builtins, node, elements, inner);
  if (note !== null) inner.face.note(note[engine.session.language]);
  return openStage(engine, command, rest, inner, place, node.extent, outcome, redirected);
}

async function findCommand(
  engine: Engine,
  builtins: ReadonlyMap<string, Builtin>,
  node: CommandNode,
  elements: readonly EvaluatedElement[],
  context: Context,
): Promise<{ command: Command; rest: readonly EvaluatedElement[]; note: LocalisedText | null }> {
  const target = await engine.evaluate(node.name, context);
  const sharesScope = node.invocation === 'dot';
  if (target instanceof ScriptBlock) {
    return { command: scriptCommand('', target, { sharesScope }), rest: elements, note: null };
  }
  const name = toText(target).trim();
  if (name === '')
    throw new OperationError(
      { id: 'BadExpression', category: 'InvalidOperation', message: 'The name of the command is empty.' },
      node.extent,
    );
  if (sharesScope)
    return {
      command: await scriptFile(expandAlias(name, engine.session), engine.session, true),
      rest: elements,
      note: null,
    };
  const help = elements.find((element) => element.kind === 'parameter' && element.name === '?');
  const asked = help === undefined ? { name, elements } : { name: 'Get-Help', elements: [argument(name, node)] };
  try {
    const resolved = await resolveCommand(asked.name, asked.elements, engine.session, builtins, context.signal);
    return { command: resolved.command, rest: resolved.elements, note: resolved.note };
  } catch (error) {
    if (error instanceof OperationError && error.extent === null) throw new OperationError(error.facts, node.extent);
    throw error;
  }
}

function argument(text: string, node: CommandNode): EvaluatedElement {
  return { kind: 'argument', name: '', value: text, written: text, extent: node.extent };
}

function openStage(
  engine: Engine,
  command: Command,
  elements: readonly EvaluatedElement[],
  context: Context,
  { isPiped, takesAll }: Place,
  extent: { readonly start: number; readonly end: number },
  outcome: { failed: boolean },
  redirected: Redirected | null,
): Stage {
  const binding = bindParameters(command, elements);
  const common = readCommon(binding.common, context.scope);
  for (const [written, meant] of binding.aliasesUsed) {
    if (command.refusesUnboundInput) context.face.note(aliasNote(written, meant, engine));
  }
  const observer = new StageObserver(common, context);
  let stage: Stage;
  const invocation: Invocation = {
    engine,
    context: { ...context, face: observer.face },
    commandName: command.name,
    extent,
    bound: binding.bound,
    rest: binding.rest,
    isPiped,
    takesAll,
    common,
    emit: observer.emit,
    writeError: (facts) => {
      outcome.failed = true;
      reportError(engine, facts, command, common, { ...context, face: observer.face }, extent, observer);
    },
    warn: (text) => observer.face.warning(text),
    verbose: (text) => {
      if (common.verbose) observer.face.verbose(text);
    },
    note: (text) => context.face.note(text[engine.session.language]),
    markFailed: () => {
      outcome.failed = true;
    },
    stopUpstream: () => {
      throw new StopUpstreamSignal(stage);
    },
  };
  const bound = binding.bound;
  let processor: Processor | null = null;
  /** A command's own refusal is an error of the command; it ends its part of the pipeline, and only that. */
  const contained = async (work: () => Promise<void> | undefined): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof OperationError) || error.extent !== null) throw error;
      const facts = withOrigin(error.facts, command);
      if (context.isGuarded && !isSilent(common)) throw new OperationError(facts, extent);
      processor = null;
      invocation.writeError(facts);
    }
  };
  stage = {
    begin: async () => {
      await supplyMandatory(command, bound, isPiped, invocation);
      await contained(async () => {
        processor = command.start(invocation);
        await processor.begin?.();
      });
    },
    receive: async (value) => {
      if (processor === null) return;
      let whole: ReadonlyMap<string, Value>;
      try {
        whole = bindPipelineInput(command, bound, value);
      } catch (error) {
        if (!(error instanceof OperationError)) throw error;
        invocation.writeError(error.facts);
        return;
      }
      await contained(() => processor?.process?.(value, whole));
    },
    finish: async () => {
      if (!isPiped) await contained(() => processor?.process?.(undefined, bound));
      await contained(() => processor?.end?.());
      await redirected?.flush();
    },
    close: async () => {
      observer.finish();
      await redirected?.close();
    },
  };
  return stage;
}

function aliasNote(written: string, meant: string, engine: Engine): string {
  return engine.session.language === 'fr'
    ? `« -${written} » est lu comme « -${meant} ».`
    : `"-${written}" is read as "-${meant}".`;
}

function isSilent(common: CommonParameters): boolean {
  return common.errorAction === 'SilentlyContinue' || common.errorAction === 'Ignore';
}

/** Asks for mandatory parameters that are missing, as PowerShell does; without anybody to ask it is an error. */
async function supplyMandatory(
  command: Command,
  bound: Map<string, Value>,
  isPiped: boolean,
  invocation: Invocation,
): Promise<void> {
  const missing = missingMandatory(command, bound, isPiped);
  if (missing.length === 0) return;
  const { face } = invocation.context;
  const names = missing.map((parameter) => parameter.name).join(', ');
  for (const parameter of missing) {
    const isSecret = parameter.typeName === 'SecureString';
    const answer = isSecret ? null : await face.ask(`${parameter.name}: `);
    if (answer === null || answer === '') {
      throw new OperationError(
        {
          id: 'MissingMandatoryParameter',
          category: 'InvalidArgument',
          message: `Cannot process command because of one or more missing mandatory parameters: ${names}.`,
          activity: command.name,
          exception: 'System.Management.Automation.ParameterBindingException',
        },
        invocation.extent,
      );
    }
    bound.set(parameter.name.toLowerCase(), parameter.convert({ value: answer, written: answer }));
  }
}

function withOrigin(facts: ErrorFacts, { name, origin }: Command): ErrorFacts {
  const isOwn = facts.activity === undefined || facts.activity === name;
  return { ...facts, activity: facts.activity ?? name, ...(isOwn && origin !== undefined ? { origin } : {}) };
}

function reportError(
  engine: Engine,
  facts: ErrorFacts,
  command: Command,
  common: CommonParameters,
  context: Context,
  extent: { readonly start: number; readonly end: number },
  observer: StageObserver,
): void {
  const message = inLanguage(facts.message, engine.session.language);
  const whole = { ...withOrigin(facts, command), message };
  const record = new ErrorValue(whole, context.source, extent);
  observer.errors.push(record);
  if (common.errorAction === 'Stop') throw new ShellError(record, 'script');
  if (common.errorAction === 'Ignore') return;
  engine.session.errors.unshift(record);
  if (common.errorAction !== 'SilentlyContinue') context.face.error(record);
}
