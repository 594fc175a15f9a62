import type { Expression } from '../language/nodes.ts';
import { castToDeclared, staticsWith } from './class-calls.ts';
import { ClassType } from './class-type.ts';
import { convertTo, declaredTarget } from './declared-types.ts';
import { toNumber } from './convert-number.ts';
import type { Context, Engine } from './engine.ts';
import { writeEnvironment } from './environment.ts';
import { Grid } from './grid.ts';
import { Hashtable } from './hashtable.ts';
import { operationError } from './shell-error.ts';
import { ShellObject } from './shell-object.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

/** Puts a value into a variable, property, index or list of these. @throws OperationError when it cannot be. */
export async function assignTo(
  engine: Engine,
  target: Expression,
  value: Value,
  context: Context,
  isNothing = false,
): Promise<void> {
  switch (target.kind) {
    case 'variable':
      assignVariable(engine, target.name, target.scope, value, context, { isNothing });
      return;
    case 'cast': {
      const declared = engine.session.types.get(target.type.toLowerCase());
      if (declared !== undefined) {
        await assignTo(engine, target.operand, await castToDeclared(engine, declared, value, context), context);
        return;
      }
      if (target.operand.kind === 'variable') {
        assignVariable(engine, target.operand.name, target.operand.scope, value, context, { type: target.type });
      } else
        await assignTo(
          engine,
          target.operand,
          convertTo(engine.session.types, target.type, value, engine.session.now),
          context,
        );
      return;
    }
    case 'member':
      await assignMember(engine, target, value, context);
      return;
    case 'index': {
      const held = await engine.evaluate(target.target, context);
      assignIndex(held, await engine.evaluate(target.index, context), value);
      return;
    }
    case 'list': {
      const items = Array.isArray(value) ? value : [value];
      for (const [index, item] of target.items.entries()) {
        const isLast = index === target.items.length - 1;
        const rest = items.slice(index);
        await assignTo(engine, item, isLast && rest.length > 1 ? rest : (items[index] ?? null), context);
      }
      return;
    }
    default:
      throw operationError(
        'InvalidLeftHandSide',
        'Only variables, properties and indexes can be assigned to.',
        'ParserError',
      );
  }
}

/** Puts a value into a variable, or into the session's environment (`$env:NAME`). */
export function assignVariable(
  engine: Engine,
  name: string,
  scope: string | null,
  value: Value,
  context: Context,
  options: { readonly type?: string; readonly isNothing?: boolean } = {},
): void {
  if (scope === 'env') {
    writeEnvironment(engine.session.environment, name, toText(value));
    return;
  }
  const where = scope === 'global' ? context.scope.global : scope === 'script' ? context.scope.script : context.scope;
  where.set(name, value, options);
}

async function assignMember(
  engine: Engine,
  target: Expression & { kind: 'member' },
  value: Value,
  context: Context,
): Promise<void> {
  const name = typeof target.name === 'string' ? target.name : toText(await engine.evaluate(target.name, context));
  if (target.isStatic && target.target.kind === 'type') {
    if (isSettingOfDotNet(target.target.name, name)) return;
    if (/^(?:System\.)?Net\.ServicePointManager$/i.test(target.target.name)) {
      context.face.note(notHeeded[engine.session.language](name));
      return;
    }
  }
  const declared = target.isStatic ? await declaredTarget(engine, target.target, context) : undefined;
  if (declared instanceof ClassType) {
    (await staticsWith(engine, declared, name, context)).set(name, value);
    return;
  }
  const held = await engine.evaluate(target.target, context);
  if (held instanceof Hashtable) held.set(name, value);
  else if (held instanceof ShellObject && held.has(name)) held.set(name, value);
  else {
    const what = held === null ? 'the value is $null' : 'the property cannot be found on this object';
    throw operationError(
      'PropertyNotFound',
      `The property '${name}' cannot be set: ${what}. Add-Member adds a new property.`,
      'InvalidOperation',
      name,
    );
  }
}

const notHeeded = {
  en: (name: string) =>
    `${name} is not heeded here: a certificate that Send-MailMessage -UseSsl meets must be trusted.`,
  fr: (name: string) =>
    `${name} n’est pas pris en compte ici : le certificat rencontré par Send-MailMessage -UseSsl doit être approuvé.`,
};

/** What scripts set first and what is so here from the start: the console writes UTF-8, TLS 1.2 is the least. */
function isSettingOfDotNet(type: string, name: string): boolean {
  const written = `${type.replace(/^System\./i, '')}::${name}`;
  return /^(?:Console::(?:Output|Input)Encoding|Console::Title|Net\.ServicePointManager::SecurityProtocol)$/i.test(
    written,
  );
}

function assignIndex(held: Value, index: Value, value: Value): void {
  if (held instanceof Hashtable) held.set(index, value);
  else if (held instanceof ShellObject) held.set(toText(index), value);
  else if (held instanceof Grid && Array.isArray(index)) held[held.placeOf(index)] = value;
  else if (Array.isArray(held)) {
    const at = Math.round(toNumber(index, 'System.Int32'));
    const place = at < 0 ? held.length + at : at;
    if (place < 0 || place >= held.length) {
      throw operationError(
        'IndexOutOfRange',
        `Index ${at} was outside the bounds of the list, which has ${held.length} items.`,
        'OperationStopped',
      );
    }
    held[place] = value;
  } else throw operationError('CannotIndex', 'Only lists and hashtables can be assigned to by index.');
}
