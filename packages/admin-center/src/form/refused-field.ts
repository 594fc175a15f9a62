import { ListChange, type ManagementValue } from '@relais/management-contract';
import { createContext, useContext } from 'react';
import type { Words } from '../language/words.ts';
import type { Command } from '../server/command-line.ts';
import { CmdletError } from '../server/invoke.ts';

/** What the server said against one field of a dialog, by the parameter that the field stands for. */
export interface RefusedField {
  readonly cmdlet: string;
  readonly name: string;
  readonly message: string;
}

export const RefusedFieldContext = createContext<RefusedField | null>(null);

/** Which field a refusal is about; `null` where it names none. */
export function refusedField(cause: unknown): RefusedField | null {
  if (!(cause instanceof CmdletError)) return null;
  const { record, command } = cause;
  const message = record.reason ?? cause.message;
  const name = record.parameter ?? parameterWith(record.target, command);
  return name === undefined ? null : { cmdlet: command.cmdlet, name, message };
}

/** An object that is not found is named by what was written for it: the parameter in which that was written. */
function parameterWith(target: string | undefined, { parameters }: Command): string | undefined {
  if (target === undefined) return undefined;
  const entries = (value: ManagementValue): readonly ManagementValue[] => {
    if (value instanceof ListChange) return [...value.add, ...value.remove];
    return Array.isArray(value) ? value : [value];
  };
  return Object.keys(parameters).find((name) => entries(parameters[name] ?? null).includes(target));
}

/** What is told below the dialog: of a field, by its label, what the field itself says. `label`: undefined where it is none's. */
export function refusalWords(cause: unknown, label: string | undefined, t: Words): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const reason = cause instanceof CmdletError ? cause.record.reason : undefined;
  return label === undefined || reason === undefined ? message : t('form.refusedField', { label, reason });
}

/** Whether it is about the field of this name, which may also fill parameters of other cmdlets (`Add-RoleGroupMember.Member`). */
export function isAbout({ cmdlet, name }: RefusedField, field: string, standsFor: readonly string[]): boolean {
  const parameter = `${cmdlet}.${name}`.toLowerCase();
  return name.toLowerCase() === field.toLowerCase() || standsFor.some((one) => one.toLowerCase() === parameter);
}

/** What the server said against the field of this name when the dialog was saved last; `null` for nothing. */
export function useRefusal(name: string, standsFor: readonly string[] = []): string | null {
  const refused = useContext(RefusedFieldContext);
  return refused !== null && isAbout(refused, name, standsFor) ? refused.message : null;
}
