import type { CatchClause, Statement } from '../language/nodes.ts';
import { calculate } from './arithmetic.ts';
import { assignTo } from './assign.ts';
import { applyBinary } from './binary-operators.ts';
import { ClassInstance } from './class-type.ts';
import { areEqual } from './compare.ts';
import { ExitSignal, LoopSignal, PipelineStopped, ReturnSignal } from './control-signals.ts';
import { toBoolean } from './convert-boolean.ts';
import { tryNumber } from './convert-number.ts';
import type { Context, Engine } from './engine.ts';
import { ErrorValue } from './error-value.ts';
import { keepMatches } from './matches.ts';
import { operationError, ShellError } from './shell-error.ts';
import { ShellObject } from './shell-object.ts';
import { toText } from './to-text.ts';
import { ScriptBlock, type Value } from './values.ts';
import { wildcardTest } from './wildcard.ts';
import { withFile } from './with-file.ts';

/** Runs one statement; its output goes to `context.emit`. Throws control signals and errors upwards. */
export async function executeStatement(engine: Engine, node: Statement, context: Context): Promise<void> {
  engine.session.budget.spend();
  await engine.session.breather.breathe();
  if (context.signal.aborted) throw new PipelineStopped();
  switch (node.kind) {
    case 'pipeline':
      await engine.runPipeline(node, context);
      return;
    case 'assignment':
      if (isPlainValue(node.value)) context.scope.global.define('?', true);
      await assign(engine, node, context);
      return;
    case 'if':
      for (const clause of node.clauses) {
        if (!toBoolean(await engine.valueOf(clause.condition, context))) continue;
        await engine.execute(clause.body, context);
        return;
      }
      if (node.otherwise !== null) await engine.execute(node.otherwise, context);
      return;
    case 'while':
      while (toBoolean(await engine.valueOf(node.condition, context))) {
        if (await breaks(node.label, context, () => engine.execute(node.body, context))) return;
      }
      return;
    case 'do':
      do {
        if (await breaks(node.label, context, () => engine.execute(node.body, context))) return;
      } while (toBoolean(await engine.valueOf(node.condition, context)) !== node.until);
      return;
    case 'for':
      if (node.initial !== null) await engine.valueOf(node.initial, context);
      while (node.condition === null || toBoolean(await engine.valueOf(node.condition, context))) {
        if (await breaks(node.label, context, () => engine.execute(node.body, context))) return;
        if (node.step !== null) await engine.valueOf(node.step, context);
      }
      return;
    case 'foreach':
      for (const item of await itemsOf(engine, node.items, context)) {
        context.scope.set(node.variable, item);
        if (await breaks(node.label, context, () => engine.execute(node.body, context))) return;
      }
      return;
    case 'switch':
      await executeSwitch(engine, node, context);
      return;
    case 'function': {
      const block = new ScriptBlock(node.body, node.text, context.source);
      engine.session.functions.set(node.name.toLowerCase(), { name: node.name, isFilter: node.isFilter, block });
      return;
    }
    // It is known since its block began (declared-types.ts).
    case 'class':
    case 'enum':
      context.scope.global.define('?', true);
      return;
    case 'return':
      if (context.returned !== undefined) {
        await context.returned(node.value === null ? null : await engine.valueOf(node.value, context));
        throw new ReturnSignal();
      }
      if (node.value !== null) await engine.executeOne(node.value, context);
      throw new ReturnSignal();
    case 'throw':
      throw thrown(node.value === null ? null : await engine.valueOf(node.value, context), node.extent, context);
    case 'exit': {
      const code = node.value === null ? 0 : tryNumber(await engine.valueOf(node.value, context));
      throw new ExitSignal(code ?? 1);
    }
    case 'break':
    case 'continue':
      throw new LoopSignal(node.kind, node.label);
    // It is in force in the whole of its block (run-traps.ts).
    case 'trap':
      return;
    case 'try':
      await executeTry(engine, node, context);
      return;
  }
}

/** Whether a value comes from an expression alone, with no command that could fail on its own. */
function isPlainValue(node: Statement): boolean {
  return node.kind === 'pipeline' && node.elements.length === 1 && node.elements[0]?.kind === 'expression';
}

async function assign(engine: Engine, node: Statement & { kind: 'assignment' }, context: Context): Promise<void> {
  const { target, operator } = node;
  if (operator === '=') {
    const isCommand =
      node.value.kind !== 'pipeline' || node.value.elements.length > 1 || node.value.elements[0]?.kind === 'command';
    if (isCommand && node.value.kind !== 'assignment') {
      const items = await engine.collect(node.value, context);
      const value = items.length === 0 ? null : items.length === 1 ? (items[0] ?? null) : items;
      await assignTo(engine, target, value, context, items.length === 0);
    } else await assignTo(engine, target, await engine.valueOf(node.value, context), context);
    return;
  }
  const before = await engine.evaluate(target, context);
  if (operator === '??=') {
    if (before === null) await assignTo(engine, target, await engine.valueOf(node.value, context), context);
    return;
  }
  const value = await engine.valueOf(node.value, context);
  await assignTo(engine, target, calculate(operator.charAt(0), before, value), context);
}

/** Runs a loop's body once; whether the loop ends. */
async function breaks(label: string | null, context: Context, body: () => Promise<void>): Promise<boolean> {
  if (context.signal.aborted) throw new PipelineStopped();
  try {
    await body();
    return false;
  } catch (signal) {
    if (!(signal instanceof LoopSignal)) throw signal;
    const isOurs = signal.label === null || signal.label.toLowerCase() === label?.toLowerCase();
    if (!isOurs) throw signal;
    return signal.kind === 'break';
  }
}

async function itemsOf(engine: Engine, node: Statement, context: Context): Promise<readonly Value[]> {
  const value = await engine.valueOf(node, context);
  if (value === null) return [];
  return Array.isArray(value) ? [...value] : [value];
}

async function executeSwitch(engine: Engine, node: Statement & { kind: 'switch' }, context: Context): Promise<void> {
  const subject =
    node.subject.kind === 'file'
      ? await linesOf(engine, toText(await engine.evaluate(node.subject.path, context)))
      : await engine.valueOf(node.subject, context);
  const items = Array.isArray(subject) ? [...subject] : [subject];
  for (const item of items) {
    context.scope.define('_', item);
    let isMatched = false;
    const ends = await breaks(node.label, context, async () => {
      for (const clause of node.clauses) {
        if (clause.test === null) continue;
        const wanted = await engine.evaluate(clause.test, context);
        if (!(await caseHolds(engine, node, item, wanted, context))) continue;
        isMatched = true;
        await engine.execute(clause.body, context);
      }
      const otherwise = node.clauses.find((clause) => clause.test === null);
      if (!isMatched && otherwise !== undefined) await engine.execute(otherwise.body, context);
    });
    if (ends) return;
  }
}

/** Of `switch -File`. @throws OperationError when it cannot be read. */
async function linesOf(engine: Engine, path: string): Promise<Value[]> {
  const { files } = engine.session;
  if (files === null)
    throw operationError('FileAccessDenied', 'This shell has no access to files.', 'PermissionDenied');
  const text = await withFile(path, async () => await files.readText(path));
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

async function caseHolds(
  engine: Engine,
  node: Statement & { kind: 'switch' },
  item: Value,
  wanted: Value,
  context: Context,
): Promise<boolean> {
  if (wanted instanceof ScriptBlock) {
    const output: Value[] = [];
    await engine.runBlock(wanted, context, { item, sharesScope: true, emit: async (value) => void output.push(value) });
    return toBoolean(output);
  }
  switch (node.matching) {
    case 'wildcard':
      return wildcardTest(toText(wanted), node.caseSensitive)(toText(item));
    case 'regex':
      return toBoolean(
        applyBinary(node.caseSensitive ? 'cmatch' : 'match', toText(item), toText(wanted), keepMatches(context.scope)),
      );
    case 'exact':
      return areEqual(item, wanted, node.caseSensitive, engine.session.now);
  }
}

function thrown(value: Value, extent: { readonly start: number; readonly end: number }, context: Context): ShellError {
  if (value instanceof ErrorValue) return new ShellError(value, 'script');
  const caught = context.scope.get('_');
  if (value === null && caught instanceof ErrorValue) return new ShellError(caught, 'script');
  const isException =
    (value instanceof ShellObject && /exception$/i.test(value.typeName)) ||
    (value instanceof ClassInstance && value.isException);
  const message = isException ? toText(value.get('Message') ?? null) : value === null ? 'ScriptHalted' : toText(value);
  const facts = {
    id: message,
    category: 'OperationStopped',
    message,
    target: value,
    targetText: message,
    exception: isException ? value.typeName : 'System.Management.Automation.RuntimeException',
  };
  const record = new ErrorValue(facts, context.source, extent);
  // An exception of the script's own keeps its properties.
  if (value instanceof ClassInstance && value.isException) record.set('Exception', value);
  return new ShellError(record, 'script');
}

async function executeTry(engine: Engine, node: Statement & { kind: 'try' }, context: Context): Promise<void> {
  try {
    await engine.execute(node.body, { ...context, isGuarded: true });
  } catch (error) {
    const clause = error instanceof ShellError ? matchingCatch(node.catches, error.record) : undefined;
    if (!(error instanceof ShellError) || clause === undefined) throw error;
    const before = context.scope.get('_');
    context.scope.define('_', error.record);
    context.scope.define('PSItem', error.record);
    if (engine.session.errors[0] !== error.record) engine.session.errors.unshift(error.record);
    try {
      await engine.execute(clause.body, context);
    } finally {
      context.scope.define('_', before ?? null);
    }
  } finally {
    if (node.ending !== null) {
      // What Ctrl-C has stopped is put in order to the end, cmdlets included: a queue is resumed, a service started.
      // Ctrl-C once more stops that, too.
      const signal = context.signal.aborted ? context.lastSignal : context.signal;
      await engine.execute(node.ending, { ...context, signal });
    }
  }
}

const everything = new Set(['exception', 'runtimeexception', 'systemexception', 'cmdletinvocationexception']);

/** The clause that takes an error: one of its very type first. */
export function matchingCatch(catches: readonly CatchClause[], record: ErrorValue): CatchClause | undefined {
  const lastPart = (name: string): string => (name.split('.').at(-1) ?? name).toLowerCase();
  const own = lastPart(record.facts.exception ?? 'RuntimeException');
  const exact = catches.find((clause) => clause.types.some((type) => lastPart(type) === own));
  return (
    exact ??
    catches.find((clause) => clause.types.length === 0 || clause.types.some((type) => everything.has(lastPart(type))))
  );
}
