import { ShellObject } from './shell-object.ts';
import type { Value } from './values.ts';

/** `[ref]$x`: what reads and writes the variable as its property `Value`. */
export class Reference extends ShellObject {
  private readonly variable: { get(): Value; set(value: Value): void };
  constructor(variable: { get(): Value; set(value: Value): void }) {
    super('System.Management.Automation.PSReference');
    this.variable = variable;
    // Only the name is kept here: what it holds stands in the variable.
    super.set('Value', null);
  }

  override get(name: string): Value | undefined {
    return name.toLowerCase() === 'value' ? this.variable.get() : super.get(name);
  }

  override set(name: string, value: Value): void {
    if (name.toLowerCase() === 'value') this.variable.set(value);
    else super.set(name, value);
  }

  override entries(): [string, Value][] {
    return [['Value', this.variable.get()]];
  }
}

/** Writes what a `Try…` method found where the caller wants it. */
export function writeReference(reference: Value | undefined, value: Value): void {
  if (reference instanceof Reference) reference.set('Value', value);
}
