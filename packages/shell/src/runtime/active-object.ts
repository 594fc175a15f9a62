import type { Engine, Context } from './engine.ts';
import { ShellObject } from './shell-object.ts';
import type { Value } from './values.ts';

/** An object whose methods reach outside: they send, ask the server, wait. */
export abstract class ActiveObject extends ShellObject {
  /** What the method gives; `undefined` when the object has none of that name. */
  abstract call(name: string, given: readonly Value[], engine: Engine, context: Context): Promise<Value | undefined>;
}
