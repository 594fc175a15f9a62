import { bindParameters, missingMandatory } from './bind-parameters.ts';
import { bindPipelineInput } from './bind-pipeline-input.ts';
import type { Command, CommonParameters, Invocation, Processor } from './command.ts';
import { readCommon } from './common-parameters.ts';
import { StopUpstreamSignal } from './control-signals.ts';
import type { Context, Engine, EvaluatedElement } from './engine.ts';
import { type ErrorFacts, ErrorValue } from './error-value.ts';
import { inLanguage } from './french-messages.ts';
import type { Redirected } from './redirect.ts';
import { OperationError, ShellError } from './shell-error.ts';
import { StageObserver } from './stage-observer.ts';
import type { Value } from './values.ts';

/** A command within a running pipeline. */
export interface Stage {
  begin(): Promise<void>;
  receive(value: Value): Promise<void>;
  finish(): Promise<void>;
  /** Sets the variables that common parameters name, and writes the files of redirections. */
  close(): Promise<void>;
}

/** Where a command stands in its pipeline. */
export interface StagePlace {
  readonly isPiped: boolean;
  readonly takesAll: boolean;
}

/** A command with its parameters bound, ready to begin; `outcome` is told of its errors. */
export function openStage(
  engine: Engine,
  command: Command,
  elements: readonly EvaluatedElement[],
  context: Context,
  { isPiped, takesAll }: StagePlace,
  extent: { readonly start: number; readonly end: number },
  outcome: { failed: boolean },
  redirected: Redirected | null,
): Stage {
  const binding = bindParameters(command, elements, isPiped, extent);
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
    parameterSet: binding.parameterSet,
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
        whole = bindPipelineInput(command, bound, value, binding.parameterSet);
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
  const missing = missingMandatory(command, bound, isPiped, invocation.parameterSet);
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
