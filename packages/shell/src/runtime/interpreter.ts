import type { Language } from '@relais/management-contract';
import type { Extent } from '../language/extent.ts';
import type { Expression, PipelineNode, Statement } from '../language/nodes.ts';
import type { Builtin } from './builtin.ts';
import { ReturnSignal } from './control-signals.ts';
import type { BlockOptions, Context, Engine, EvaluatedElement, Session } from './engine.ts';
import { type ErrorFacts, ErrorValue } from './error-value.ts';
import { declareTypes } from './declared-types.ts';
import { deeper } from './call-depth.ts';
import { evaluateExpression } from './evaluate-expression.ts';
import { executeStatement } from './execute-statement.ts';
import { inLanguage } from './french-messages.ts';
import { runNamed, runPipeline } from './run-pipeline.ts';
import { runTrap, trapsOf } from './run-traps.ts';
import { Scope } from './scope.ts';
import { OperationError, operationError, ShellError } from './shell-error.ts';
import { ShellSyntaxError } from '../language/syntax-error.ts';
import { toText } from './to-text.ts';
import type { ScriptBlock, Value } from './values.ts';

/** Runs syntax trees against a session. Holds no state of its own. */
export class Interpreter implements Engine {
  readonly session: Session;
  readonly builtins: ReadonlyMap<string, Builtin>;
  constructor(session: Session, builtins: ReadonlyMap<string, Builtin>) {
    this.session = session;
    this.builtins = builtins;
  }

  async evaluate(node: Expression, context: Context): Promise<Value> {
    return await evaluateExpression(this, node, context);
  }

  /** An error that ends a statement is reported and the next statement runs, unless a try block is around. */
  async execute(statements: readonly Statement[], context: Context): Promise<void> {
    await declareTypes(this, statements, context);
    const traps = trapsOf(statements);
    const inner = traps.length === 0 ? context : { ...context, isGuarded: true };
    for (const statement of statements) {
      try {
        await this.executeOne(statement, inner);
      } catch (error) {
        if (!(error instanceof ShellError)) throw error;
        if (traps.length > 0) {
          const then = await runTrap(this, traps, error, context);
          if (then === 'shown') this.showError(error.record, context);
          continue;
        }
        if (error.ends === 'script' || context.isGuarded || stopsOnErrors(context)) throw error;
        this.showError(error.record, context);
      }
    }
  }

  async executeOne(statement: Statement, context: Context): Promise<void> {
    try {
      await executeStatement(this, statement, context);
    } catch (error) {
      throw placed(error, statement.extent, context, this.session.language);
    }
  }

  async valueOf(statement: Statement, context: Context): Promise<Value> {
    const only = statement.kind === 'pipeline' && statement.elements.length === 1 ? statement.elements[0] : undefined;
    if (only?.kind === 'expression' && only.redirections.length === 0)
      return await this.evaluate(only.expression, context);
    if (statement.kind === 'assignment') {
      await this.executeOne(statement, context);
      return await this.evaluate(
        statement.target.kind === 'cast' ? statement.target.operand : statement.target,
        context,
      );
    }
    const items = await this.collect(statement, context);
    return items.length === 0 ? null : items.length === 1 ? (items[0] ?? null) : items;
  }

  async collect(statement: Statement, context: Context): Promise<Value[]> {
    const items: Value[] = [];
    await this.executeOne(statement, { ...context, emit: async (value) => void items.push(value) });
    return items;
  }

  async runPipeline(node: PipelineNode, context: Context): Promise<void> {
    await runPipeline(this, this.builtins, node, context);
  }

  async runBlock(block: ScriptBlock, context: Context, options: BlockOptions = {}): Promise<void> {
    const scope = options.sharesScope === true ? context.scope : new Scope(context.scope);
    const inner: Context = {
      ...context,
      scope,
      emit: options.emit ?? context.emit,
      source: block.source,
      depth: deeper(context),
      returned: undefined,
    };
    if (options.arguments !== undefined) scope.define('args', [...options.arguments]);
    for (const [index, parameter] of (block.body.parameters ?? []).entries()) {
      const given = options.named?.get(parameter.name.toLowerCase()) ?? options.arguments?.[index];
      const initial = parameter.initial === null ? null : await this.evaluate(parameter.initial, inner);
      scope.set(parameter.name, given ?? initial);
    }
    if (options.self !== undefined) scope.define('this', options.self);
    if (options.input !== undefined) scope.define('input', [...options.input]);
    const before = scope.get('_');
    if (options.item !== undefined) {
      scope.define('_', options.item);
      scope.define('PSItem', options.item);
    }
    try {
      await this.execute([...(block.body.begin ?? []), ...(block.body.process ?? []), ...block.body.end], inner);
    } catch (signal) {
      if (!(signal instanceof ReturnSignal)) throw signal;
    } finally {
      if (options.item !== undefined) scope.define('_', before ?? null);
    }
  }

  async runCommand(
    name: string,
    elements: readonly EvaluatedElement[],
    context: Context,
    input?: readonly Value[],
  ): Promise<boolean> {
    return await runNamed(this, this.builtins, name, elements, context, input);
  }

  report(facts: ErrorFacts, context: Context, extent: Extent): void {
    this.showError(new ErrorValue(facts, context.source, extent), context);
  }

  /** Puts an error into `$Error` and before the person. */
  showError(record: ErrorValue, context: Context): void {
    context.scope.global.define('?', false);
    this.session.errors.unshift(record);
    const preference = toText(context.scope.get('ErrorActionPreference') ?? '').toLowerCase();
    if (preference !== 'silentlycontinue' && preference !== 'ignore') context.face.error(record);
  }
}

function stopsOnErrors(context: Context): boolean {
  return toText(context.scope.get('ErrorActionPreference') ?? '').toLowerCase() === 'stop';
}

/** Gives an operation's error the place of the statement that it ended. */
function placed(error: unknown, extent: Extent, context: Context, language: Language): unknown {
  // What grows by addition has no length that is known before.
  if (error instanceof RangeError && /^Invalid (?:string|array) length$/.test(error.message))
    return placed(
      operationError('OutOfMemory', 'The text or list is longer than this shell holds.', 'ResourceUnavailable'),
      extent,
      context,
      language,
    );
  if (error instanceof OperationError) {
    const facts = { ...error.facts, message: inLanguage(error.facts.message, language) };
    return new ShellError(new ErrorValue(facts, context.source, error.extent ?? extent), 'statement');
  }
  if (error instanceof ShellSyntaxError) {
    const facts = {
      id: error.id,
      category: 'ParserError',
      message: inLanguage(error.message, language),
      exception: 'System.Management.Automation.ParseException',
    };
    return new ShellError(new ErrorValue(facts, { text: error.source, file: error.file }, error.extent), 'statement');
  }
  return error;
}
