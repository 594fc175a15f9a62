/** An error of one method call, by the type of RFC 8620 §3.6.2 or of the method's own list. */
export class MethodError extends Error {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  constructor(type: string, description?: string, properties: Readonly<Record<string, unknown>> = {}) {
    super(description ?? type);
    this.name = 'MethodError';
    this.type = type;
    this.properties = description === undefined ? properties : { description, ...properties };
  }
}

export function invalidArguments(description: string): MethodError {
  return new MethodError('invalidArguments', description);
}

/** Why one object of a /set stays as it was (RFC 8620 §5.3). */
export interface SetError {
  readonly type: string;
  readonly description?: string;
  readonly properties?: readonly string[];
  readonly [further: string]: unknown;
}

/** Thrown inside the work on one object; becomes its SetError. */
export class SetRefusal extends Error {
  readonly error: SetError;
  constructor(error: SetError) {
    super(error.description ?? error.type);
    this.name = 'SetRefusal';
    this.error = error;
  }
}

export function invalidProperties(properties: readonly string[], description: string): SetRefusal {
  return new SetRefusal({ type: 'invalidProperties', properties, description });
}
