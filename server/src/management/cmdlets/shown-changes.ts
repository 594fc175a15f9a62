import type { ManagementObject } from '@relais/management-contract';

/** What follows from the rest, and says nothing of the change. */
const derived = /^(WhenChanged(UTC)?|DistinguishedName|Identity|OriginatingServer|RunspaceId)$/;

/** What a change has made other, with what it was and is, for the audit log: in the names and values that the Get- cmdlet shows. */
export function shownChanges(
  before: ManagementObject,
  after: ManagementObject,
): Readonly<Record<string, readonly [unknown, unknown]>> {
  const shown = (value: unknown): string => JSON.stringify(value instanceof Date ? value : { value });
  return Object.fromEntries(
    Object.entries(after)
      .filter(([name, value]) => !derived.test(name) && shown(before[name] ?? null) !== shown(value))
      .map(([name, value]) => [name, [before[name] ?? null, value] as const]),
  );
}
