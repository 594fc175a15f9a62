import { castTo } from './cast.ts';
import { operationError } from './shell-error.ts';
import type { Value } from './values.ts';

interface Variable {
  readonly name: string;
  value: Value;
  readonly type: string | null;
  /** Holds the output of a command that gave nothing: `$null`, but no item of a pipeline. */
  readonly isNothing: boolean;
}

const readOnly = new Set(['true', 'false', '?', 'psversiontable', 'pid', 'host']);

/** Variables of a script, function or block; reading looks outwards, writing stays inside. */
export class Scope {
  readonly parent: Scope | null;
  /** The scope of the running script file, where `$script:` points. */
  readonly script: Scope;
  readonly global: Scope;
  private readonly now: (() => Date) | undefined;
  private readonly variables = new Map<string, Variable>();
  /** `now` of the outermost scope holds for all within it. */
  constructor(parent: Scope | null, isScript = false, now?: () => Date) {
    this.parent = parent;
    this.now = parent?.now ?? now;
    this.global = parent === null ? this : parent.global;
    this.script = parent === null || isScript ? this : parent.script;
  }

  /** `undefined` when no scope knows the name. */
  get(name: string): Value | undefined {
    return this.find(name)?.value;
  }

  holdsNothing(name: string): boolean {
    return this.find(name)?.isNothing ?? false;
  }

  /** @throws OperationError for read-only names and for values that a typed variable does not take. */
  set(name: string, value: Value, options: { readonly type?: string; readonly isNothing?: boolean } = {}): void {
    const key = name.toLowerCase();
    // `$null = …` throws the value away.
    if (key === 'null') return;
    if (readOnly.has(key)) {
      throw operationError(
        'VariableNotWritable',
        `Cannot overwrite variable ${name} because it is read-only or constant.`,
        'InvalidOperation',
        name,
      );
    }
    const type = options.type ?? this.variables.get(key)?.type ?? null;
    const held = type === null ? value : castTo(type, value, this.now);
    this.variables.set(key, { name, value: held, type, isNothing: options.isNothing ?? false });
  }

  /** For the interpreter's own variables (`$_`, `$?`), past the read-only check. */
  define(name: string, value: Value): void {
    this.variables.set(name.toLowerCase(), { name, value, type: null, isNothing: false });
  }

  remove(name: string): void {
    this.variables.delete(name.toLowerCase());
  }

  /** The variables that are visible here, inner ones first. */
  visible(): ReadonlyMap<string, Value> {
    const seen = new Map<string, Variable>();
    for (const scope of this.outwards()) {
      for (const [key, variable] of scope.variables) if (!seen.has(key)) seen.set(key, variable);
    }
    return new Map([...seen.values()].map((variable) => [variable.name, variable.value]));
  }

  private *outwards(): Iterable<Scope> {
    yield this;
    for (let scope = this.parent; scope !== null; scope = scope.parent) yield scope;
  }

  private find(name: string): Variable | undefined {
    const key = name.toLowerCase();
    for (const scope of this.outwards()) {
      const found = scope.variables.get(key);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
