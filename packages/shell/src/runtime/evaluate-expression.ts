import type { Expression } from '../language/nodes.ts';
import { assignTo, assignVariable } from './assign.ts';
import { applyBinary, split } from './binary-operators.ts';
import { callOnInstance, callStatic, castToDeclared, declaredMember, seenAs } from './class-calls.ts';
import { ClassInstance, ClassType } from './class-type.ts';
import { asDeclared, convertTo, declaredTarget, isOfDeclared } from './declared-types.ts';
import { enumAnswer } from './enum-members.ts';
import { ActiveObject } from './active-object.ts';
import { requireType } from './cast.ts';
import { toBoolean } from './convert-boolean.ts';
import { toNumber } from './convert-number.ts';
import type { Context, Engine } from './engine.ts';
import { DataColumns } from './data-table.ts';
import { readEnvironment } from './environment.ts';
import { Grid } from './grid.ts';
import { Hashtable } from './hashtable.ts';
import { parseScript } from '../language/parse-script.ts';
import { groupNamed } from './match-object.ts';
import { listPredicate } from './list-predicates.ts';
import { keepMatches } from './matches.ts';
import { callMethod } from './methods.ts';
import { PatternObject } from './pattern-object.ts';
import { propertyOf } from './properties.ts';
import { patternMethod } from './regex-members.ts';
import { Reference } from './reference.ts';
import { guardedMatch, regularExpression } from './regular-expression.ts';
import { RunningFunction } from './running-function.ts';
import { serviceMethod } from './service-object.ts';
import { operationError } from './shell-error.ts';
import { ShellObject } from './shell-object.ts';
import type { StaticSurroundings } from './static-member.ts';
import { staticMember } from './static-members.ts';
import { encodingMethod } from './text-encodings.ts';
import { toText } from './to-text.ts';
import { ScriptBlock, TypeReference, type Value } from './values.ts';
import { xmlFileMethod } from './xml-methods.ts';
import { principalMethod } from './windows-identity.ts';

/** The value of an expression. @throws OperationError, which the statement around it gives a place. */
export async function evaluateExpression(engine: Engine, node: Expression, context: Context): Promise<Value> {
  engine.session.budget.spend();
  switch (node.kind) {
    case 'number':
    case 'string':
      return node.value;
    case 'expandable': {
      let text = '';
      for (const part of node.parts)
        text += typeof part === 'string' ? part : await shownIn(engine, await engine.evaluate(part, context), context);
      return text;
    }
    case 'variable':
      return readVariable(engine, node.name, node.scope, context);
    case 'splat':
      throw operationError(
        'SplattingNotPermitted',
        `"@${node.name}" can only be given to a command; the variable is "$${node.name}".`,
        'ParserError',
      );
    case 'list': {
      const items: Value[] = [];
      for (const item of node.items) items.push(await engine.evaluate(item, context));
      return items;
    }
    case 'array': {
      const items: Value[] = [];
      for (const statement of node.statements) items.push(...(await engine.collect(statement, context)));
      return items;
    }
    case 'sub-expression': {
      const items: Value[] = [];
      for (const statement of node.statements) items.push(...(await engine.collect(statement, context)));
      return items.length === 0 ? null : items.length === 1 ? (items[0] ?? null) : items;
    }
    case 'parenthesis':
      return await engine.valueOf(node.statement, context);
    case 'hashtable':
      return await evaluateTable(engine, node.entries, context);
    case 'script-block':
      return new ScriptBlock(node.body, node.text, context.source);
    case 'type':
      return new TypeReference(engine.session.types.get(node.name.toLowerCase())?.name ?? requireType(node.name));
    case 'cast':
      return await evaluateCast(engine, node.type, node.operand, context);
    case 'unary':
      return await evaluateUnary(engine, node.operator, node.operand, context);
    case 'increment': {
      const before = toNumber(await engine.evaluate(node.operand, context));
      await assignTo(engine, node.operand, before + node.by, context);
      return node.prefix ? before + node.by : before;
    }
    case 'binary':
      return await evaluateBinary(engine, node.operator, node.left, node.right, context);
    case 'member': {
      const name = await memberName(engine, node.name, context);
      if (node.isStatic) {
        const declared = await declaredTarget(engine, node.target, context);
        if (declared !== undefined) return await declaredMember(engine, declared, name, context);
      }
      if (node.isStatic)
        return await staticMember(await typeOf(engine, node.target, context), name, [], surroundings(engine, context));
      const target = await engine.evaluate(node.target, context);
      // Nothing has a count, too: scripts ask whether it is 0.
      if (target === null && /^(?:count|length)$/i.test(name)) return 0;
      return propertyOf(target, name) ?? null;
    }
    case 'call':
      return await evaluateCall(engine, node, context);
    case 'index': {
      const target = await engine.evaluate(node.target, context);
      return indexInto(target, await engine.evaluate(node.index, context));
    }
  }
}

/** A value in a text; an object of a class says what its ToString() gives. */
async function shownIn(engine: Engine, value: Value, context: Context): Promise<string> {
  if (!(value instanceof ClassInstance)) return separated(value, context);
  return toText((await callOnInstance(engine, value.type, value, 'ToString', [], context)) ?? value);
}

/** A list in a text has `$OFS` between its items, a space when there is none. */
function separated(value: Value, context: Context): string {
  const separator = Array.isArray(value) ? context.scope.get('OFS') : undefined;
  if (separator === undefined || separator === null || !Array.isArray(value)) return toText(value);
  return value.map((item) => toText(item)).join(toText(separator));
}

/** A variable's value; an unknown one is `$null`. */
function readVariable(engine: Engine, name: string, scope: string | null, context: Context): Value {
  switch (scope) {
    case null:
    case 'local':
    case 'private':
    case 'variable':
    case 'using':
      return context.scope.get(name) ?? null;
    case 'global':
      return context.scope.global.get(name) ?? null;
    case 'script':
      return context.scope.script.get(name) ?? null;
    default:
      return readEnvironment(engine.session.environment, name);
  }
}

async function memberName(engine: Engine, name: string | Expression, context: Context): Promise<string> {
  return typeof name === 'string' ? name : toText(await engine.evaluate(name, context));
}

async function typeOf(engine: Engine, target: Expression, context: Context): Promise<string> {
  if (target.kind === 'type') return target.name;
  const value = await engine.evaluate(target, context);
  return value instanceof TypeReference ? value.name : toText(value);
}

function surroundings(engine: Engine, context: Context): StaticSurroundings {
  const { files, now, environment, language } = engine.session;
  const print = (written: string): void => context.face.host(written);
  return {
    files,
    now,
    environment,
    language,
    print,
    call: (block, given) => callBlock(engine, block, 'invoke', given, context),
  };
}

async function evaluateTable(
  engine: Engine,
  entries: readonly { readonly key: Expression; readonly value: Parameters<Engine['valueOf']>[0] }[],
  context: Context,
): Promise<Hashtable> {
  const table = new Hashtable();
  for (const entry of entries) {
    const key = await engine.evaluate(entry.key, context);
    if (key === null) throw operationError('InvalidNullKey', 'The key of a hashtable must not be $null.');
    if (table.has(key))
      throw operationError(
        'DuplicateKeyInHashLiteral',
        `Duplicate keys '${toText(key)}' are not allowed in hash literals.`,
        'ParserError',
      );
    table.set(key, await engine.valueOf(entry.value, context));
  }
  return table;
}

async function evaluateCast(engine: Engine, type: string, operand: Expression, context: Context): Promise<Value> {
  if (/^ref$/i.test(type) && operand.kind === 'variable') return referenceTo(engine, operand, context);
  const declared = engine.session.types.get(type.toLowerCase());
  if (declared !== undefined)
    return await castToDeclared(engine, declared, await engine.evaluate(operand, context), context);
  if (operand.kind === 'cast' && operand.type.toLowerCase() === 'char' && /^(?:int|int32|long|byte)$/i.test(type)) {
    return toText(await engine.evaluate(operand, context)).charCodeAt(0);
  }
  const value = await engine.evaluate(operand, context);
  if (value instanceof ClassInstance && /^(?:System\.)?String$/i.test(type))
    return await shownIn(engine, value, context);
  return convertTo(engine.session.types, type, value, engine.session.now);
}

/** `[ref]$x`: what a method or function writes there goes into the variable of this scope. */
function referenceTo(engine: Engine, variable: Expression & { kind: 'variable' }, context: Context): Reference {
  const { name, scope } = variable;
  return new Reference({
    get: () => readVariable(engine, name, scope, context),
    set: (value) => assignVariable(engine, name, scope, value, context),
  });
}

async function evaluateUnary(engine: Engine, operator: string, operand: Expression, context: Context): Promise<Value> {
  const value = await engine.evaluate(operand, context);
  switch (operator) {
    case 'not':
      return !toBoolean(value);
    case '-':
      return -toNumber(value);
    case '+':
      return toNumber(value);
    case 'bnot':
      return ~toNumber(value);
    case ',':
      return [value];
    case 'join':
      return (Array.isArray(value) ? value : [value]).map(toText).join('');
    default:
      return split(toText(value).trim(), '\\s+', false);
  }
}

async function evaluateBinary(
  engine: Engine,
  operator: string,
  left: Expression,
  right: Expression,
  context: Context,
): Promise<Value> {
  const first = await engine.evaluate(left, context);
  if (operator === 'and' && !toBoolean(first)) return false;
  if (operator === 'or' && toBoolean(first)) return true;
  const second = await engine.evaluate(right, context);
  if (operator === 'and' || operator === 'or') return toBoolean(second);
  if (second instanceof TypeReference && /^(?:is|isnot|as)$/.test(operator)) {
    const { types, now } = engine.session;
    const declared = types.get(second.name.toLowerCase());
    if (declared !== undefined && operator !== 'as')
      return isOfDeclared(types, first, declared) === (operator === 'is');
    if (declared !== undefined) return asDeclared(types, declared, first, now);
  }
  if (operator === 'xor') return toBoolean(first) !== toBoolean(second);
  if (operator.endsWith('replace') && Array.isArray(second) && second[1] instanceof ScriptBlock) {
    return await replaceWithBlock(engine, toText(first), toText(second[0] ?? null), second[1], context);
  }
  return applyBinary(operator, first, second, keepMatches(context.scope), engine.session.language, engine.session.now);
}

async function replaceWithBlock(
  engine: Engine,
  text: string,
  pattern: string,
  block: ScriptBlock,
  context: Context,
): Promise<Value> {
  let result = '';
  let from = 0;
  const places = guardedMatch(regularExpression(pattern, 'gi'), text, (expression, subject) => [
    ...subject.matchAll(expression),
  ]);
  for (const found of places) {
    const output: Value[] = [];
    const item = ShellObject.custom({ Value: found[0], Index: found.index });
    await engine.runBlock(block, context, { item, emit: async (value) => void output.push(value) });
    result += text.slice(from, found.index) + toText(output);
    from = found.index + found[0].length;
  }
  return result + text.slice(from);
}

async function evaluateCall(engine: Engine, node: Expression & { kind: 'call' }, context: Context): Promise<Value> {
  const name = await memberName(engine, node.name, context);
  const given: Value[] = [];
  if (node.isStatic) {
    const declared = await declaredTarget(engine, node.target, context);
    if (declared instanceof ClassType) {
      for (const argument of node.arguments) given.push(await engine.evaluate(argument, context));
      return await callStatic(engine, declared, name, given, context);
    }
    const type = await typeOf(engine, node.target, context);
    for (const argument of node.arguments) given.push(await engine.evaluate(argument, context));
    if (/(^|\.)ScriptBlock$/i.test(type) && /^create$/i.test(name)) {
      const text = toText(given[0] ?? null);
      return new ScriptBlock(parseScript(text), text, { text, file: null });
    }
    if (/^(?:System\.)?Enum$/i.test(type)) return enumAnswer(engine.session.types, name, given);
    return await staticMember(type, name, given, surroundings(engine, context));
  }
  const target = await engine.evaluate(node.target, context);
  for (const argument of node.arguments) given.push(await engine.evaluate(argument, context));
  if (target instanceof ScriptBlock) return await callBlock(engine, target, name, given, context);
  const [filter] = given;
  if (Array.isArray(target) && filter instanceof ScriptBlock) {
    const found = await listPredicate(engine, target, name, filter, context);
    if (found !== undefined) return found;
  }
  if (Array.isArray(target) && filter instanceof ScriptBlock && /^(?:foreach|where)$/i.test(name)) {
    const found = await callForEach(engine, target, filter, name.toLowerCase() === 'where', context);
    return chosenOf(found, toText(given[1] ?? null), given.length > 2 ? toNumber(given[2] ?? null) : 1);
  }
  if (Array.isArray(target) && typeof filter === 'string' && /^foreach$/i.test(name))
    return target.map((item) => propertyOf(item, filter) ?? callMethod(item, filter, given.slice(1)));
  if (target instanceof ClassInstance) {
    const called = await callOnInstance(engine, seenAs(engine, node.target, target), target, name, given, context);
    if (called !== undefined) return called;
  }
  if (target instanceof RunningFunction) return await target.call(name, given);
  const active =
    target instanceof ActiveObject
      ? await target.call(name, given, engine, context)
      : await serviceMethod(target, name, given, engine, context);
  if (active !== undefined) return active;
  const answered = principalMethod(target, name);
  if (answered !== undefined) return answered;
  const kept = await xmlFileMethod(target, name, given, engine.session.files);
  if (kept !== undefined) return kept;
  const added = target instanceof ShellObject ? target.method(name) : undefined;
  if (added instanceof ScriptBlock) return await callBlock(engine, added, 'invoke', given, context, target);
  const held = target instanceof ShellObject ? target.get(name) : undefined;
  if (held instanceof ScriptBlock) return await callBlock(engine, held, 'invoke', given, context);
  const matched =
    target instanceof PatternObject ? patternMethod(target, name, given, surroundings(engine, context)) : undefined;
  if (matched !== undefined) return await matched;
  const encoded = encodingMethod(target, name, given, surroundings(engine, context));
  if (encoded !== undefined) return await encoded;
  return callMethod(target, name, given, engine.session.language);
}

/** `.Where({ … }, 'First', 2)`: the first or last of what was found; other modes give all. */
function chosenOf(found: Value, mode: string, count: number): Value {
  if (!Array.isArray(found)) return found;
  if (/^first$/i.test(mode)) return found.slice(0, count);
  return /^last$/i.test(mode) ? found.slice(-count) : found;
}

/** `.ForEach({ … })` and `.Where({ … })` of lists. */
async function callForEach(
  engine: Engine,
  list: readonly Value[],
  block: ScriptBlock,
  filters: boolean,
  context: Context,
): Promise<Value> {
  const result: Value[] = [];
  for (const item of list) {
    const output: Value[] = [];
    await engine.runBlock(block, context, { item, sharesScope: true, emit: async (value) => void output.push(value) });
    if (!filters) result.push(...output);
    else if (toBoolean(output)) result.push(item);
  }
  return result;
}

async function callBlock(
  engine: Engine,
  block: ScriptBlock,
  name: string,
  given: readonly Value[],
  context: Context,
  self: Value = null,
): Promise<Value> {
  const wanted = name.toLowerCase();
  if (wanted === 'getnewclosure') return block;
  if (wanted !== 'invoke' && wanted !== 'invokereturnasis') return callMethod(block, name, given);
  const output: Value[] = [];
  const emit = async (value: Value): Promise<void> => void output.push(value);
  await engine.runBlock(block, context, { arguments: given, emit, ...(self === null ? {} : { self }) });
  return output.length === 1 ? (output[0] ?? null) : output;
}

/** `value[index]`; outside of a list there is `$null`, and several indexes give several items. */
function indexInto(target: Value, index: Value): Value {
  if (target === null) throw operationError('NullArray', 'Cannot index into a null array.');
  if (target instanceof Hashtable)
    return Array.isArray(index) ? index.map((key) => target.get(key)) : target.get(index);
  if (target instanceof Grid && Array.isArray(index)) return target[target.placeOf(index)] ?? null;
  if (Array.isArray(index)) return index.flatMap((one) => indexInto(target, one) ?? []);
  if (target instanceof ShellObject) {
    if (typeof index === 'string') return target.get(index) ?? null;
    return toNumber(index) === 0 || toNumber(index) === -1 ? target : null;
  }
  if (target instanceof DataColumns && typeof index === 'string') return target.named(index) ?? null;
  if (Array.isArray(target) && typeof index === 'string') {
    const group = groupNamed(target, index);
    if (group !== undefined) return group;
  }
  const list: readonly Value[] = Array.isArray(target) ? target : typeof target === 'string' ? [...target] : [target];
  const at = Math.round(toNumber(index, 'System.Int32'));
  return list[at < 0 ? list.length + at : at] ?? null;
}
