interface Kept {
  readonly otherProperties: Readonly<Record<string, unknown>>;
}

/** What a change makes other of a group or contact, by name, with what it was and is: what is kept beside the rest one by one. */
export function changedProperties<T extends Kept>(
  before: T,
  change: Partial<T>,
): Readonly<Record<string, readonly [unknown, unknown]>> {
  const { otherProperties = {}, ...rest } = change;
  return {
    ...differences(before as Readonly<Record<string, unknown>> & T, rest),
    ...differences(before.otherProperties, otherProperties),
  };
}

function differences(
  before: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Readonly<Record<string, readonly [unknown, unknown]>> {
  return Object.fromEntries(
    Object.entries(change)
      .map(([name, value]) => [name, [before[name] ?? '', value ?? '']] as const)
      .filter(([, [was, is]]) => JSON.stringify(was) !== JSON.stringify(is)),
  );
}
