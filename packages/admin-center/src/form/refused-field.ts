import { createContext, useContext } from 'react';
import { CmdletError } from '../server/invoke.ts';

/** What the server said against one field of a dialog, by the parameter that the field stands for. */
interface RefusedField {
  readonly name: string;
  readonly message: string;
}

export const RefusedFieldContext = createContext<RefusedField | null>(null);

/** Which field a refusal is about; `null` where it names none. */
export function refusedField(cause: unknown): RefusedField | null {
  if (!(cause instanceof CmdletError) || cause.record.parameter === undefined) return null;
  return { name: cause.record.parameter, message: cause.message };
}

/** What the server said against the field of this name when the dialog was saved last; `null` for nothing. */
export function useRefusal(name: string): string | null {
  const refused = useContext(RefusedFieldContext);
  return refused?.name.toLowerCase() === name.toLowerCase() ? refused.message : null;
}
