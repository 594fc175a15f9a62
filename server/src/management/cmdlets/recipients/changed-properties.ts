interface Kept {
  readonly otherProperties: Readonly<Record<string, unknown>>;
}

/** Whether a change makes anything other of a group or contact: what is kept beside the rest is looked at one by one. */
export function changesAnything<T extends Kept>(before: T, change: Partial<T>): boolean {
  const { otherProperties = {}, ...rest } = change;
  return (
    differs(before as Readonly<Record<string, unknown>> & T, rest) || differs(before.otherProperties, otherProperties)
  );
}

function differs(before: Readonly<Record<string, unknown>>, change: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(change).some(
    ([name, value]) => JSON.stringify(before[name] ?? '') !== JSON.stringify(value ?? ''),
  );
}
