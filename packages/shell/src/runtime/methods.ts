import { ByteSize, Credential, type Language, SecureText, TimeSpan } from '@relais/management-contract';
import { nearestWord } from '../language/nearest-word.ts';
import { areEqual, sortOrder } from './compare.ts';
import { languageOf } from './culture-object.ts';
import { DataColumns, DataTable } from './data-table.ts';
import { dataColumnsMethods, dataTableMethods } from './data-table-methods.ts';
import { dateMethods, timeSpanMethods } from './date-methods.ts';
import { formatValue } from './format-value.ts';
import { Hashtable } from './hashtable.ts';
import { listMethods, tableMethods } from './list-methods.ts';
import { memberOf } from './member-name.ts';
import { operationError } from './shell-error.ts';
import { ShellObject } from './shell-object.ts';
import { SortedTable } from './sorted-table.ts';
import { sortedTableMethods } from './sorted-table-methods.ts';
import { Stopwatch, stopwatchMethods } from './stopwatch.ts';
import { stringMethods } from './string-methods.ts';
import { TextBuilder } from './text-builder.ts';
import { textBuilderMethods } from './text-builder-methods.ts';
import { textInfoMethods, textInfoType } from './text-info.ts';
import { toText } from './to-text.ts';
import { typeNameOf } from './type-names.ts';
import { ValueSet } from './value-set.ts';
import { valueSetMethods } from './value-set-methods.ts';
import { TypeReference, type Value } from './values.ts';
import { WaitingLine } from './waiting-line.ts';
import { waitingLineMethods } from './waiting-line-methods.ts';
import { xmlMethods } from './xml-methods.ts';
import { XmlNode } from './xml-node.ts';

const sizeUnits: Readonly<Record<string, number>> = { ToBytes: 0, ToKB: 1, ToMB: 2, ToGB: 3, ToTB: 4 };

/** Calls a method on a value. @throws OperationError when it has none of that name, or the method refuses. */
export function callMethod(target: Value, name: string, given: readonly Value[], language: Language = 'en'): Value {
  const wanted = name.toLowerCase();
  if (target === null) {
    throw operationError('InvokeMethodOnNull', 'You cannot call a method on a null-valued expression.');
  }
  const own = ownMethod(target, wanted, given, language);
  if (own !== undefined) return own;
  switch (wanted) {
    case 'tostring':
      return valueText(target, given, language);
    case 'gettype':
      return new TypeReference(typeNameOf(target));
    case 'equals':
      return areEqual(target, given[0] ?? null, true);
    case 'compareto':
      return Math.sign(sortOrder(target, given[0] ?? null));
    case 'gethashcode':
      return [...toText(target)].reduce((hash, character) => (hash * 31 + character.charCodeAt(0)) % 2_147_483_647, 7);
  }
  if (Array.isArray(target) && target.length > 0) return target.map((item) => callMethod(item, name, given, language));
  const near = nearestWord(name, methodNames(target));
  const hint = near === null ? '' : ` Did you mean "${near}"?`;
  throw operationError(
    'MethodNotFound',
    `Method invocation failed because [${typeNameOf(target)}] does not contain a method named '${name}'.${hint}`,
    'InvalidOperation',
    name,
  );
}

/** `ToString(format, culture)`, either of which may be missing. */
function valueText(target: Value, given: readonly Value[], language: Language): string {
  const own = languageOf(given.at(-1));
  const format = given.length - (own === null ? 0 : 1) === 0 ? '' : toText(given[0] ?? null);
  return formatValue(target, format, own ?? language);
}

/** The names of the methods that a value has, as Get-Member lists them. */
export function methodNames(target: Value): readonly string[] {
  return [...new Set([...Object.keys(tableOf(target)), 'Equals', 'GetHashCode', 'GetType', 'ToString'])];
}

function tableOf(target: Value): Readonly<Record<string, unknown>> {
  if (typeof target === 'string') return stringMethods;
  if (target instanceof Date) return dateMethods;
  if (target instanceof TimeSpan) return timeSpanMethods;
  if (target instanceof Stopwatch) return stopwatchMethods;
  if (target instanceof TextBuilder) return textBuilderMethods;
  if (target instanceof XmlNode) return xmlMethods;
  if (target instanceof ValueSet) return valueSetMethods;
  if (target instanceof WaitingLine) return waitingLineMethods(target);
  if (target instanceof DataTable) return { ...listMethods, ...dataTableMethods };
  if (target instanceof DataColumns) return { ...listMethods, ...dataColumnsMethods };
  if (Array.isArray(target)) return listMethods;
  if (target instanceof SortedTable) return { ...tableMethods, ...sortedTableMethods };
  if (target instanceof Hashtable) return tableMethods;
  if (target instanceof ByteSize) return sizeUnits;
  return {};
}

function ownMethod(target: Value, wanted: string, given: readonly Value[], language: Language): Value | undefined {
  if (typeof target === 'string') return memberOf(stringMethods, wanted)?.(target, given);
  if (target instanceof Date) return memberOf(dateMethods, wanted)?.(target, given, language);
  if (target instanceof TimeSpan) return memberOf(timeSpanMethods, wanted)?.(target, given);
  const sorted = target instanceof SortedTable ? memberOf(sortedTableMethods, wanted)?.(target, given) : undefined;
  if (sorted !== undefined) return sorted;
  if (target instanceof Hashtable) return memberOf(tableMethods, wanted)?.(target, given);
  if (target instanceof Stopwatch) return memberOf(stopwatchMethods, wanted)?.(target);
  if (target instanceof TextBuilder) return memberOf(textBuilderMethods, wanted)?.(target, given);
  if (target instanceof XmlNode) return memberOf(xmlMethods, wanted)?.(target, given);
  if (target instanceof ValueSet) return memberOf(valueSetMethods, wanted)?.(target, given);
  if (target instanceof WaitingLine) return memberOf(waitingLineMethods(target), wanted)?.(target, given);
  if (target instanceof DataTable) {
    const own = memberOf(dataTableMethods, wanted);
    if (own !== undefined) return own(target, given);
  }
  if (target instanceof DataColumns) {
    const own = memberOf(dataColumnsMethods, wanted);
    if (own !== undefined) return own(target, given);
  }
  if (Array.isArray(target)) return memberOf(listMethods, wanted)?.(target, given);
  if (target instanceof ByteSize) {
    const power = memberOf(sizeUnits, wanted);
    return power === undefined ? undefined : Math.floor(target.bytes / 1024 ** power);
  }
  if (target instanceof Credential && wanted === 'getnetworkcredential') {
    return ShellObject.custom(
      { UserName: target.userName, Password: target.password.plainText, Domain: '' },
      'System.Net.NetworkCredential',
    );
  }
  if (target instanceof ShellObject && target.typeName === textInfoType)
    return memberOf(textInfoMethods, wanted)?.(given);
  if (typeof target === 'boolean' && wanted === 'tobool') return target;
  if (target instanceof SecureText && wanted === 'copy') return target;
  if (target instanceof ShellObject && wanted === 'getbaseexception') return target;
  // There is nothing that would have to be given back.
  if (target instanceof ShellObject && wanted === 'dispose') return null;
  return undefined;
}
