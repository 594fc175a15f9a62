import { toBoolean } from './convert-boolean.ts';
import { tryNumber } from './convert-number.ts';
import { toText } from './to-text.ts';
import { ScriptBlock, type Value } from './values.ts';

/** The parameters that a builtin was given, read by name. */
export class Given {
  private readonly bound: ReadonlyMap<string, Value>;
  constructor(bound: ReadonlyMap<string, Value>) {
    this.bound = bound;
  }

  has(name: string): boolean {
    return this.bound.has(name.toLowerCase());
  }

  value(name: string): Value {
    return this.bound.get(name.toLowerCase()) ?? null;
  }

  text(name: string): string | null {
    const value = this.bound.get(name.toLowerCase());
    return value === undefined ? null : toText(value);
  }

  number(name: string): number | null {
    const value = this.bound.get(name.toLowerCase());
    return value === undefined ? null : tryNumber(value);
  }

  flag(name: string): boolean {
    return toBoolean(this.value(name));
  }

  block(name: string): ScriptBlock | null {
    const value = this.value(name);
    return value instanceof ScriptBlock ? value : null;
  }

  list(name: string): readonly Value[] {
    const value = this.bound.get(name.toLowerCase());
    return value === undefined ? [] : Array.isArray(value) ? value : [value];
  }
}
