import { operationError } from './shell-error.ts';
import { WrittenObject } from './written-object.ts';

interface EnumMember {
  readonly name: string;
  readonly number: number;
}

/** An enumeration that a script declares: `enum Level { Low; High = 5 }`. */
export class EnumType {
  readonly name: string;
  readonly isFlags: boolean;
  readonly members: readonly EnumMember[];
  constructor(name: string, isFlags: boolean, members: readonly EnumMember[]) {
    this.name = name;
    this.isFlags = isFlags;
    this.members = members;
  }

  /** `[Level]::Low`; `null` when it has no such name. */
  named(name: string): EnumValue | null {
    const wanted = name.trim().toLowerCase();
    const found = this.members.find((member) => member.name.toLowerCase() === wanted);
    return found === undefined ? null : new EnumValue(this, found.name, found.number);
  }

  /** The value of a number; of a flags enumeration also several in one. `null` when it has none. */
  numbered(number: number): EnumValue | null {
    const found = this.members.find((member) => member.number === number);
    if (found !== undefined) return new EnumValue(this, found.name, number);
    if (!this.isFlags) return null;
    const parts = this.members.filter((member) => member.number !== 0 && (number & member.number) === member.number);
    if (parts.reduce((sum, part) => sum | part.number, 0) !== number) return null;
    const text = parts.length === 0 ? '0' : parts.map((part) => part.name).join(', ');
    return new EnumValue(this, text, number);
  }

  /** What a text names: one value, of a flags enumeration also `Read, Write`, or a number. `null` when it names none. */
  parsed(text: string): EnumValue | null {
    if (/^\s*-?\d+\s*$/.test(text)) return this.numbered(Number(text));
    const values = text.split(',').map((part) => this.named(part));
    const numbers = values.map((value) => value?.number ?? Number.NaN);
    if (numbers.some(Number.isNaN) || (values.length > 1 && !this.isFlags)) return null;
    return this.numbered(numbers.reduce((sum, number) => sum | number, 0));
  }

  /** @throws OperationError for what is none of its values. */
  convert(value: unknown, text: string): EnumValue {
    if (value instanceof EnumValue && value.type === this) return value;
    const found = typeof value === 'number' ? this.numbered(value) : this.parsed(text);
    if (found !== null) return found;
    const names = this.members.map((member) => member.name).join(', ');
    throw operationError(
      'InvalidCast',
      `Cannot convert value "${text}" to type "${this.name}". Error: "Unable to match the identifier name ${text} to a valid enumerator name. Specify one of the following enumerator names and try again: ${names}"`,
      'InvalidArgument',
      text,
    );
  }
}

/** A value of a declared enumeration: shown by its name, compared by its number. */
export class EnumValue extends WrittenObject {
  readonly type: EnumType;
  readonly number: number;
  constructor(type: EnumType, name: string, number: number) {
    super(type.name, name);
    this.type = type;
    this.number = number;
    this.set('value__', number);
  }
}
