import type { MethodNode, PropertyNode } from '../language/nodes.ts';
import type { EnumType } from './enum-type.ts';
import type { Scope } from './scope.ts';
import { ShellObject } from './shell-object.ts';
import type { Source, Value } from './values.ts';

/** Classes and enumerations by name in lower case. */
export type DeclaredTypes = ReadonlyMap<string, ClassType | EnumType>;

/** A class that a script declares. */
export class ClassType {
  readonly name: string;
  /** As written; a declared class, or one of .NET's exceptions. */
  readonly base: string | null;
  readonly properties: readonly PropertyNode[];
  readonly methods: readonly MethodNode[];
  /** Where it was declared: its methods see the script's variables, not their caller's. */
  readonly scope: Scope;
  readonly source: Source;
  /** Its static properties, from the first time that somebody asks for one. */
  statics: ShellObject | null = null;

  constructor(facts: Pick<ClassType, 'name' | 'base' | 'properties' | 'methods'>, scope: Scope, source: Source) {
    this.name = facts.name;
    this.base = facts.base;
    this.properties = facts.properties;
    this.methods = facts.methods;
    this.scope = scope;
    this.source = source;
  }
}

/** An object of a declared class. What a property with a type is given becomes one of that type. */
export class ClassInstance extends ShellObject {
  readonly type: ClassType;
  /** Derived from one of .NET's exceptions: can be thrown as it is. */
  readonly isException: boolean;
  private readonly hidden = new Set<string>();
  private readonly conversions = new Map<string, (value: Value) => Value>();

  constructor(type: ClassType, isException: boolean) {
    super(type.name);
    this.type = type;
    this.isException = isException;
  }

  /** Keeps a place for a property: those of the class itself come before those of its base. */
  reserve(name: string): void {
    super.set(name, null);
  }

  declare(name: string, initial: Value, isHidden: boolean, convert: (value: Value) => Value): void {
    super.set(name, initial);
    if (isHidden) this.hidden.add(name.toLowerCase());
    this.conversions.set(name.toLowerCase(), convert);
  }

  override set(name: string, value: Value): void {
    super.set(name, this.conversions.get(name.toLowerCase())?.(value) ?? value);
  }

  /** Without those that are declared `hidden`, which are there for who asks by name. */
  override names(): string[] {
    return super.names().filter((name) => !this.hidden.has(name.toLowerCase()));
  }

  override entries(): [string, Value][] {
    return super.entries().filter(([name]) => !this.hidden.has(name.toLowerCase()));
  }
}
