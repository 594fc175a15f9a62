import type { CommandNode, Expression, PipelineNode } from '../language/nodes.ts';
import type { Builtin } from './builtin.ts';
import { StopUpstreamSignal } from './control-signals.ts';
import type { Context, Emit, Engine, EvaluatedElement } from './engine.ts';
import { evaluateElements } from './evaluate-elements.ts';
import { findCommand } from './find-command.ts';
import { openStage, type Stage, type StagePlace } from './pipeline-stage.ts';
import { redirectionsOf } from './redirect.ts';
import { resolveCommand } from './resolve-command.ts';
import type { Value } from './values.ts';

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
  place: StagePlace,
  outcome: { failed: boolean },
): Promise<Stage> {
  const redirected = await redirectionsOf(engine, node.redirections, context);
  const inner: Context = { ...context, emit: redirected.emit, face: redirected.face };
  const elements = await evaluateElements(engine, node, inner);
  const { command, rest, note } = await findCommand(engine, builtins, node, elements, inner);
  if (note !== null) inner.face.note(note[engine.session.language]);
  return openStage(engine, command, rest, inner, place, node.extent, outcome, redirected);
}
