import type { Expression, MethodNode, ParameterNode } from '../language/nodes.ts';
import { deeper } from './call-depth.ts';
import { isOfType } from './cast.ts';
import { ClassInstance, ClassType } from './class-type.ts';
import { ReturnSignal } from './control-signals.ts';
import { convertTo, isOfDeclared, lineage } from './declared-types.ts';
import type { Context, Engine } from './engine.ts';
import { EnumType } from './enum-type.ts';
import { Hashtable } from './hashtable.ts';
import { Scope } from './scope.ts';
import { operationError, OperationError } from './shell-error.ts';
import type { ShellObject } from './shell-object.ts';
import { toText } from './to-text.ts';
import { fullTypeName } from './type-names.ts';
import type { Value } from './values.ts';

/** `[Name]::new(…)`. @throws OperationError when no constructor takes what was given. */
export async function newInstance(
  engine: Engine,
  type: ClassType,
  given: readonly Value[],
  context: Context,
): Promise<ClassInstance> {
  const { types } = engine.session;
  const classes = [...lineage(types, type)];
  const instance = new ClassInstance(type, isException(classes.at(-1)?.base ?? null));
  for (const { properties } of classes)
    for (const { parameter, isStatic } of properties) if (!isStatic) instance.reserve(parameter.name);
  await construct(engine, type, instance, given, context);
  return instance;
}

/** Whether a class's base is one of .NET's exceptions. @throws OperationError when it is nothing that can be derived from. */
function isException(base: string | null): boolean {
  if (base === null || /^(?:System\.)?Object$/i.test(base)) return false;
  if (/exception$/i.test(base) && fullTypeName(base) !== null) return true;
  throw operationError(
    'TypeNotFound',
    `Unable to find type [${base}]. A class can be derived from a class of the script or from an exception.`,
    'InvalidOperation',
    base,
  );
}

/** The constructor of the base first, then the initial values of the class's own properties, then its constructor. */
async function construct(
  engine: Engine,
  type: ClassType,
  instance: ClassInstance,
  given: readonly Value[],
  context: Context,
): Promise<void> {
  const { types, now } = engine.session;
  const constructors = methodsNamed(type, type.name, false);
  const chosen =
    constructors.length === 0 && given.length === 0 ? null : choose(engine, type.name, constructors, given);
  const inner =
    chosen === null ? bodyContext(type, instance, context) : bound(engine, type, chosen, instance, given, context);
  const toBase: Value[] = [];
  for (const node of chosen?.baseArguments ?? []) toBase.push(await engine.evaluate(node, inner));
  const base = type.base === null ? undefined : types.get(type.base.toLowerCase());
  if (base instanceof ClassType) await construct(engine, base, instance, toBase, context);
  else if (instance.isException) {
    instance.set('Message', toText(toBase[0] ?? null));
    instance.set('InnerException', toBase[1] ?? null);
  }
  for (const { parameter, isStatic, isHidden } of type.properties) {
    if (isStatic) continue;
    const initial = await initialOf(engine, parameter, inner);
    const written = parameter.type;
    const convert = (value: Value): Value => (written === null ? value : convertTo(types, written, value, now));
    instance.declare(parameter.name, initial, isHidden, convert);
  }
  if (chosen !== null) await runBody(engine, chosen, inner);
}

async function initialOf(engine: Engine, { type, initial }: ParameterNode, context: Context): Promise<Value> {
  const { types, now } = engine.session;
  if (initial !== null) {
    const value = await engine.evaluate(initial, context);
    return type === null ? value : convertTo(types, type, value, now);
  }
  const full = type === null ? null : fullTypeName(type);
  if (full === 'System.Boolean') return false;
  if (/^System\.(?:U?Int\d\d|S?Byte|Double|Single|Decimal)$/.test(full ?? '')) return 0;
  const declared = type === null ? undefined : types.get(type.toLowerCase());
  return declared instanceof EnumType ? declared.numbered(0) : null;
}

/** Calls a method of an object from `type` on upwards; `undefined` when no class of it has one of that name. */
export async function callOnInstance(
  engine: Engine,
  type: ClassType,
  instance: ClassInstance,
  name: string,
  given: readonly Value[],
  context: Context,
): Promise<Value | undefined> {
  for (const one of lineage(engine.session.types, type)) {
    const methods = methodsNamed(one, name, false);
    if (methods.length === 0) continue;
    const method = choose(engine, name, methods, given);
    return await runBody(engine, method, bound(engine, one, method, instance, given, context));
  }
  return undefined;
}

/** `([Base]$this).Method()` is the method of the base, also where the object's own class has one of that name. */
export function seenAs(engine: Engine, target: Expression, instance: ClassInstance): ClassType {
  const inner = target.kind === 'parenthesis' && target.statement.kind === 'pipeline' ? target.statement.elements : [];
  const [only] = inner;
  if (only?.kind !== 'expression' || inner.length > 1 || only.expression.kind !== 'cast') return instance.type;
  const named = engine.session.types.get(only.expression.type.toLowerCase());
  return named instanceof ClassType ? named : instance.type;
}

/** `[Name]::Method(…)`, also of the classes above. @throws OperationError when there is none. */
export async function callStatic(
  engine: Engine,
  type: ClassType,
  name: string,
  given: readonly Value[],
  context: Context,
): Promise<Value> {
  if (name.toLowerCase() === 'new') return await newInstance(engine, type, given, context);
  for (const one of lineage(engine.session.types, type)) {
    const methods = methodsNamed(one, name, true);
    if (methods.length === 0) continue;
    const method = choose(engine, name, methods, given);
    return await runBody(engine, method, bound(engine, one, method, null, given, context));
  }
  throw noStatic(type, name);
}

/** The object that holds a static property. @throws OperationError when no class of it has one of that name. */
export async function staticsWith(
  engine: Engine,
  type: ClassType,
  name: string,
  context: Context,
): Promise<ShellObject> {
  for (const one of lineage(engine.session.types, type)) {
    const statics = await staticsOf(engine, one, context);
    if (statics.has(name)) return statics;
  }
  throw noStatic(type, name);
}

/** `[Name]::Member` of a declared type. @throws OperationError when it has none of that name. */
export async function declaredMember(
  engine: Engine,
  type: ClassType | EnumType,
  name: string,
  context: Context,
): Promise<Value> {
  if (type instanceof ClassType) return (await staticsWith(engine, type, name, context)).get(name) ?? null;
  const value = type.named(name);
  if (value !== null) return value;
  const names = type.members.map((member) => member.name).join(', ');
  throw operationError(
    'MethodNotFound',
    `[${type.name}] has no value named '${name}'. It has: ${names}.`,
    'InvalidOperation',
    name,
  );
}

async function staticsOf(engine: Engine, type: ClassType, context: Context): Promise<ShellObject> {
  if (type.statics !== null) return type.statics;
  const { types, now } = engine.session;
  const statics = new ClassInstance(type, false);
  type.statics = statics;
  const inner = bodyContext(type, null, context);
  for (const { parameter, isStatic } of type.properties) {
    if (!isStatic) continue;
    const written = parameter.type;
    const convert = (value: Value): Value => (written === null ? value : convertTo(types, written, value, now));
    statics.declare(parameter.name, await initialOf(engine, parameter, inner), false, convert);
  }
  return statics;
}

function noStatic(type: ClassType, name: string): Error {
  return operationError(
    'MethodNotFound',
    `[${type.name}] has no static member named '${name}'.`,
    'InvalidOperation',
    name,
  );
}

/** `[Name]value`: an object of it, or one that is made of a table's entries or of the one value that a constructor takes. */
export async function castToDeclared(
  engine: Engine,
  type: ClassType | EnumType,
  value: Value,
  context: Context,
): Promise<Value> {
  const { types, now } = engine.session;
  if (type instanceof EnumType || value === null || isOfDeclared(types, value, type))
    return convertTo(types, type.name, value, now);
  if (value instanceof Hashtable) {
    const instance = await newInstance(engine, type, [], context);
    for (const [key, held] of value.entries()) {
      const name = toText(key);
      if (!instance.has(name))
        throw operationError(
          'PropertyNotFound',
          `The property '${name}' was not found for the class [${type.name}].`,
          'InvalidArgument',
          name,
        );
      instance.set(name, held);
    }
    return instance;
  }
  const takesOne = methodsNamed(type, type.name, false).some(({ parameters }) => parameters.length === 1);
  return takesOne ? await newInstance(engine, type, [value], context) : convertTo(types, type.name, value, now);
}

function methodsNamed(type: ClassType, name: string, isStatic: boolean): readonly MethodNode[] {
  const wanted = name.toLowerCase();
  return type.methods.filter((method) => method.isStatic === isStatic && method.name.toLowerCase() === wanted);
}

/** The overload that takes what was given: by number, then by what fits best. @throws OperationError when there is none. */
function choose(engine: Engine, name: string, methods: readonly MethodNode[], given: readonly Value[]): MethodNode {
  const fitting = methods.filter(({ parameters }) => parameters.length === given.length);
  const [only] = fitting;
  if (only === undefined)
    throw operationError(
      'MethodCountCouldNotFindBest',
      `Cannot find an overload for "${name}" and the argument count: "${given.length}".`,
      'NotSpecified',
      name,
    );
  if (fitting.length === 1) return only;
  const ranked = fitting.map((method) => ({ method, score: scoreOf(engine, method, given) }));
  return ranked.reduce((best, one) => (one.score > best.score ? one : best)).method;
}

/** How well the types of a method's parameters fit; below 0 when one does not take its value. */
function scoreOf(engine: Engine, { parameters }: MethodNode, given: readonly Value[]): number {
  const { types, now } = engine.session;
  return parameters.reduce((score, { type }, index) => {
    const value = given[index] ?? null;
    if (type === null) return score;
    const declared = types.get(type.toLowerCase());
    if (declared === undefined ? isOfType(value, type) : isOfDeclared(types, value, declared)) return score + 2;
    try {
      convertTo(types, type, value, now);
      return score;
    } catch (error) {
      if (error instanceof OperationError) return score - 1000;
      throw error;
    }
  }, 0);
}

function bodyContext(type: ClassType, instance: ClassInstance | null, context: Context): Context {
  const scope = new Scope(type.scope);
  if (instance !== null) scope.define('this', instance);
  const nothing = async (): Promise<void> => undefined;
  // What a method says on its way is not its value; only `return` gives one.
  return { ...context, scope, source: type.source, emit: nothing, depth: deeper(context), isGuarded: true };
}

function bound(
  engine: Engine,
  type: ClassType,
  method: MethodNode,
  instance: ClassInstance | null,
  given: readonly Value[],
  context: Context,
): Context {
  const { types, now } = engine.session;
  const inner = bodyContext(type, instance, context);
  for (const [index, parameter] of method.parameters.entries()) {
    const value = given[index] ?? null;
    inner.scope.define(parameter.name, parameter.type === null ? value : convertTo(types, parameter.type, value, now));
  }
  return inner;
}

async function runBody(engine: Engine, method: MethodNode, context: Context): Promise<Value> {
  const { types, now } = engine.session;
  let result: Value = null;
  try {
    await engine.execute(method.body, { ...context, returned: async (value) => void (result = value) });
  } catch (signal) {
    if (!(signal instanceof ReturnSignal)) throw signal;
  }
  if (method.type === null || /^(?:System\.)?void$/i.test(method.type)) return method.type === null ? result : null;
  return convertTo(types, method.type, result, now);
}
