import type { Value } from './values.ts';

interface Property {
  readonly name: string;
  value: Value;
}

/** Named properties in order; names compare without case, as everywhere in PowerShell. */
export class ShellObject {
  readonly typeName: string;
  /** The columns of the default table; absent: printed as a list or by its own properties. */
  readonly defaultColumns: readonly string[] | undefined;
  private readonly properties = new Map<string, Property>();
  /** Blocks that Add-Member made methods of it; they are no properties, and not shown. */
  private readonly methods = new Map<string, Value>();
  constructor(typeName: string, defaultColumns?: readonly string[]) {
    this.typeName = typeName;
    this.defaultColumns = defaultColumns;
  }

  static custom(
    fields: Readonly<Record<string, Value>>,
    typeName = 'System.Management.Automation.PSCustomObject',
  ): ShellObject {
    const object = new ShellObject(typeName);
    for (const [name, value] of Object.entries(fields)) object.set(name, value);
    return object;
  }

  has(name: string): boolean {
    return this.properties.has(name.toLowerCase());
  }

  /** The value, or `undefined` when there is no such property. */
  get(name: string): Value | undefined {
    return this.properties.get(name.toLowerCase())?.value;
  }

  set(name: string, value: Value): void {
    const known = this.properties.get(name.toLowerCase());
    if (known === undefined) this.properties.set(name.toLowerCase(), { name, value });
    else known.value = value;
  }

  remove(name: string): void {
    this.properties.delete(name.toLowerCase());
  }

  setMethod(name: string, block: Value): void {
    this.methods.set(name.toLowerCase(), block);
  }

  method(name: string): Value | undefined {
    return this.methods.get(name.toLowerCase());
  }

  names(): string[] {
    return [...this.properties.values()].map((property) => property.name);
  }

  entries(): [string, Value][] {
    return [...this.properties.values()].map((property) => [property.name, property.value]);
  }

  copy(): ShellObject {
    const copy = new ShellObject(this.typeName, this.defaultColumns);
    for (const [name, value] of this.entries()) copy.set(name, value);
    for (const [name, block] of this.methods) copy.setMethod(name, block);
    return copy;
  }
}
