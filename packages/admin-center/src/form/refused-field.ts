import { ListChange, type ManagementValue } from '@relais/management-contract';
import { createContext, useContext } from 'react';
import { amountsOfText } from '../language/amount-text.ts';
import { wordFor } from '../language/value-text.ts';
import type { Words } from '../language/words.ts';
import type { Command } from '../server/command-line.ts';
import { CmdletError } from '../server/invoke.ts';
import { plainHelp } from './plain-help.ts';

/** What the server said against one field of a dialog, by the parameter that the field stands for. */
export interface RefusedField {
  readonly cmdlet: string;
  readonly name: string;
  readonly message: string;
}

export const RefusedFieldContext = createContext<RefusedField | null>(null);

type Labels = ReadonlyMap<string, { readonly label: string }>;

/** Which field a refusal is about; `null` where it names none. `fields`: what the page calls the parameters. */
export function refusedField(cause: unknown, fields: Labels, t: Words): RefusedField | null {
  if (!(cause instanceof CmdletError)) return null;
  const { record, command } = cause;
  const message = inWordsOfThePage(record.reason ?? cause.message, fields, t);
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

/** What is told below the dialog: of a field, by its label, what the field itself says. `field`: undefined where it is none's. */
export function refusalWords(
  cause: unknown,
  field: { readonly label: string } | undefined,
  about: RefusedField | null,
  t: Words,
): string {
  if (about === null) return cause instanceof Error ? cause.message : String(cause);
  if (!(cause instanceof CmdletError) || cause.record.reason === undefined) return about.message;
  if (field === undefined) return cause.message;
  return t('form.refusedField', { label: field.label, reason: about.message });
}

/** The shell's names of parameters and values, of on and off, are not what stands on the page. */
function inWordsOfThePage(text: string, fields: Labels, t: Words): string {
  const labels = new Map([...fields].map(([name, { label }]) => [name, label]));
  const names = text.match(/\b[A-Z]\w*[a-z][A-Z]\w*\b/g) ?? [];
  const values = names.map((name) => [name, wordFor(name, t)] as const).filter(([name, word]) => name !== word);
  return amountsOfText(plainHelp(text.replace(' (Get-Credential)', ''), labels, t, undefined, new Map(values)));
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
