import { ListChange, type ManagementValue } from '@relais/management-contract';
import { applyListChange } from './list-change.ts';

/** The parameters of one call by their full names, converted to the types of their descriptions. */
export class BoundParameters {
  private readonly values: ReadonlyMap<string, ManagementValue>;
  constructor(values: ReadonlyMap<string, ManagementValue>) {
    this.values = values;
  }
  names(): readonly string[] {
    return [...this.values.keys()];
  }
  has(name: string): boolean {
    return this.values.has(name);
  }
  /** The type is the one that the parameter's description promises. */
  get<T extends ManagementValue>(name: string): T | undefined {
    return this.values.get(name) as T | undefined;
  }
  /** `true` only when a switch or boolean was given and is true. */
  isOn(name: string): boolean {
    return this.values.get(name) === true;
  }
  /** What a multi-valued property becomes; `undefined` when the parameter was not given. */
  list<T extends ManagementValue>(name: string, current: readonly T[]): readonly T[] | undefined {
    const value = this.values.get(name);
    if (value === undefined) return undefined;
    if (value instanceof ListChange) return applyListChange(current, value) as readonly T[];
    return value as unknown as readonly T[];
  }
}
