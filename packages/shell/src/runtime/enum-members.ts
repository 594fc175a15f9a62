import type { DeclaredTypes } from './class-type.ts';
import { EnumType } from './enum-type.ts';
import { operationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import { TypeReference, type Value } from './values.ts';

/** `[Enum]::GetNames([Level])` and its kin, of enumerations that scripts declare. @throws OperationError for anything else. */
export function enumAnswer(types: DeclaredTypes, name: string, given: readonly Value[]): Value {
  const [of, value = null] = given;
  const type = types.get((of instanceof TypeReference ? of.name : toText(of ?? null)).toLowerCase());
  if (type instanceof EnumType) {
    switch (name.toLowerCase()) {
      case 'getnames':
        return type.members.map((member) => member.name);
      case 'getvalues':
        return type.members.map((member) => type.named(member.name));
      case 'isdefined':
        return (typeof value === 'number' ? type.numbered(value) : type.named(toText(value))) !== null;
      case 'parse':
        return type.convert(value, toText(value));
      case 'getname':
        return type.convert(value, toText(value)).text;
    }
  }
  throw operationError(
    'MethodNotFound',
    `[Enum]::${name} is there for enumerations of the script, as GetNames, GetValues, GetName, IsDefined and Parse.`,
    'InvalidOperation',
    name,
  );
}
