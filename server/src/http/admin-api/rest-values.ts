import {
  fromWire,
  ListChange,
  type ManagementObject,
  type ManagementValue,
  type ParameterDescription,
  SecureText,
  type WireValue,
} from '@relais/management-contract';
import { HttpRefusal } from '../refusal.ts';

/**
 * A value as scripts read it: typed values in the form Exchange prints (`00:30:00`, `36 MB (37,748,736 bytes)`), dates in
 * ISO 8601, never a secret.
 */
export function toRest(value: ManagementValue): WireValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof SecureText) return null;
  if (Array.isArray(value)) return value.map(toRest);
  if ('kind' in value && typeof value.kind === 'string' && Object.getPrototypeOf(value) !== Object.prototype)
    return String(value);
  return Object.fromEntries(Object.entries(value as ManagementObject).map(([name, held]) => [name, toRest(held)]));
}

/** The asked properties in the asked order, without regard to case; all of them when nothing is asked. */
export function selectProperties(object: ManagementObject, select: readonly string[] | null): ManagementObject {
  if (select === null) return object;
  let byName: ReadonlyMap<string, string> | null = null;
  /** Of 20,000 objects one does not want the names of each. */
  const nameOf = (wanted: string): string | undefined => {
    if (Object.hasOwn(object, wanted)) return wanted;
    byName ??= new Map(Object.keys(object).map((name) => [name.toLowerCase(), name]));
    return byName.get(wanted.toLowerCase());
  };
  return Object.fromEntries(
    select.flatMap((wanted) => {
      const name = nameOf(wanted);
      return name === undefined ? [] : [[name, object[name] ?? null]];
    }),
  );
}

/**
 * Parameters from JSON: plain values, `$type` forms (management-contract/wire.ts), and what the Exchange Online module
 * sends for `@{Add=…;Remove=…}`: `{"@odata.type": "#Exchange.GenericHashTable", "Add": […], "Remove": […]}`.
 * @throws HttpRefusal 400 naming the parameter.
 */
export function parametersFromRest(given: Readonly<Record<string, unknown>>): Record<string, ManagementValue> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      try {
        return [name, listChangeFrom(value) ?? fromWire(value)];
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new HttpRefusal(400, 'BadRequest', {
          en: `The value of the parameter ${name} cannot be read: ${why}.`,
          fr: `La valeur du paramètre ${name} est illisible : ${why}.`,
        });
      }
    }),
  );
}

/**
 * The same parameters with the plain texts given for secrets as secrets: JSON has no other form for them, and it travels
 * over TLS or the local socket only. Exchange Online's API takes them so too.
 */
export function withSecrets(
  given: Readonly<Record<string, ManagementValue>>,
  parameters: readonly ParameterDescription[],
): Record<string, ManagementValue> {
  const secret = new Set(
    parameters
      .filter(({ type }) => type.kind === 'secure')
      .flatMap(({ name, aliases = [] }) => [name, ...aliases].map((known) => known.toLowerCase())),
  );
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === 'string' && secret.has(name.toLowerCase()) ? new SecureText(value) : value,
    ]),
  );
}

function listChangeFrom(value: unknown): ListChange | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || '$type' in value) return null;
  const entries = Object.entries(value).filter(([name]) => name !== '@odata.type');
  if (entries.length === 0 || !entries.every(([name]) => /^(?:add|remove)$/i.test(name))) return null;
  const listOf = (wanted: string): ManagementValue[] =>
    entries
      .filter(([name]) => name.toLowerCase() === wanted)
      .flatMap(([, held]) => (Array.isArray(held) ? held : [held]))
      .map(fromWire);
  return new ListChange(listOf('add'), listOf('remove'));
}
