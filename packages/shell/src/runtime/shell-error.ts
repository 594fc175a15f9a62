import type { Extent } from '../language/extent.ts';
import type { ErrorFacts, ErrorValue } from './error-value.ts';

/**
 * An error on its way up. `statement`: the statement ends and the script goes on with the next one, unless a try block
 * or `$ErrorActionPreference = 'Stop'` takes it; `script`: everything ends (throw, -ErrorAction Stop).
 */
export class ShellError extends Error {
  readonly record: ErrorValue;
  readonly ends: 'statement' | 'script';
  constructor(record: ErrorValue, ends: 'statement' | 'script') {
    super(record.message);
    this.record = record;
    this.ends = ends;
  }
}

/** An operation that failed without knowing where in the script; the interpreter adds the place. */
export class OperationError extends Error {
  readonly facts: ErrorFacts;
  readonly extent: Extent | null;
  constructor(facts: ErrorFacts, extent: Extent | null = null) {
    super(facts.message);
    this.facts = facts;
    this.extent = extent;
  }
}

/** An `OperationError` in one line. */
export function operationError(
  id: string,
  message: string,
  category = 'InvalidOperation',
  target?: string,
): OperationError {
  return new OperationError({ id, category, message, ...(target === undefined ? {} : { targetText: target }) });
}
