import type { Expression, Statement } from '../language/nodes.ts';
import { castTo } from './cast.ts';
import { ClassInstance, ClassType, type DeclaredTypes } from './class-type.ts';
import { toNumber } from './convert-number.ts';
import type { Context, Engine } from './engine.ts';
import { EnumType } from './enum-type.ts';
import { operationError, OperationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import { typeNameOf } from './type-names.ts';
import { TypeReference, type Value } from './values.ts';

/** Makes the classes and enumerations of a block known before its first statement runs, wherever they stand in it. */
export async function declareTypes(engine: Engine, statements: readonly Statement[], context: Context): Promise<void> {
  for (const statement of statements) {
    if (statement.kind === 'class')
      engine.session.types.set(statement.name.toLowerCase(), new ClassType(statement, context.scope, context.source));
    if (statement.kind === 'enum')
      engine.session.types.set(statement.name.toLowerCase(), await newEnum(engine, statement, context));
  }
}

async function newEnum(engine: Engine, node: Statement & { kind: 'enum' }, context: Context): Promise<EnumType> {
  let next = 0;
  const members: { name: string; number: number }[] = [];
  for (const { name, value } of node.members) {
    const number = value === null ? next : toNumber(await engine.evaluate(value, context), 'System.Int32');
    members.push({ name, number });
    next = number + 1;
  }
  return new EnumType(node.name, node.isFlags, members);
}

/** The declared type that stands before `::`. */
export async function declaredTarget(
  engine: Engine,
  target: Expression,
  context: Context,
): Promise<ClassType | EnumType | undefined> {
  if (engine.session.types.size === 0) return undefined;
  if (target.kind === 'type') return engine.session.types.get(target.name.toLowerCase());
  const value = await engine.evaluate(target, context);
  return value instanceof TypeReference ? engine.session.types.get(value.name.toLowerCase()) : undefined;
}

/** A class and those that it is derived from, itself first. */
export function* lineage(types: DeclaredTypes, type: ClassType): Iterable<ClassType> {
  const seen = new Set<ClassType>();
  for (let one: ClassType | EnumType | undefined = type; one instanceof ClassType && !seen.has(one); ) {
    seen.add(one);
    yield one;
    one = one.base === null ? undefined : types.get(one.base.toLowerCase());
  }
}

/** `-is` with a declared type. */
export function isOfDeclared(types: DeclaredTypes, value: Value, type: ClassType | EnumType): boolean {
  if (type instanceof EnumType) return typeNameOf(value) === type.name;
  return value instanceof ClassInstance && [...lineage(types, value.type)].includes(type);
}

/**
 * `[type]value` where no object has to be made for it: parameters, properties, what stands behind -as.
 * @throws OperationError when the value cannot become one.
 */
export function convertTo(types: DeclaredTypes, written: string, value: Value, now?: () => Date): Value {
  const element = written.endsWith('[]') ? types.get(written.slice(0, -2).toLowerCase()) : undefined;
  if (element !== undefined) {
    const items = Array.isArray(value) ? value : value === null ? [] : [value];
    return items.map((item) => convertTo(types, element.name, item, now));
  }
  const declared = types.get(written.toLowerCase());
  if (declared === undefined) return castTo(written, value, now);
  if (declared instanceof EnumType) return declared.convert(value, toText(value));
  if (value === null || isOfDeclared(types, value, declared)) return value;
  throw operationError(
    'InvalidCast',
    `Cannot convert the "${toText(value)}" value of type "${typeNameOf(value)}" to type "${declared.name}".`,
    'InvalidArgument',
    toText(value),
  );
}

/** `-as` with a declared type: `$null` for what cannot become one. */
export function asDeclared(types: DeclaredTypes, type: ClassType | EnumType, value: Value, now: () => Date): Value {
  try {
    return convertTo(types, type.name, value, now);
  } catch (error) {
    if (error instanceof OperationError) return null;
    throw error;
  }
}
