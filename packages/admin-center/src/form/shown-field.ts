import { createContext, useContext, useEffect } from 'react';
import type { DraftValue } from './draft.ts';
import { isAbout, type RefusedField } from './refused-field.ts';

/** What a field of a dialog said of itself when it was last on the page. */
export interface ShownField {
  readonly label: string;
  /** How it writes its values. */
  readonly write: (value: DraftValue) => string;
  /** What it said was wrong with what stands in it. */
  readonly isWrong: boolean;
  /** `Add-RoleGroupMember.Member`: parameters that it fills besides the one of its own name. */
  readonly standsFor: readonly string[];
  /** The section of the dialog that it stands in, `null` where there are none, and whether behind its "More options". */
  readonly section: string | null;
  readonly isMore: boolean;
}

/** The fields of a dialog that were on the page, by the parameter that each stands for; filled by the fields themselves. */
export const ShownFieldsContext = createContext<Map<string, ShownField> | null>(null);
export const SectionContext = createContext<string | null>(null);
/** Somebody tried to save what is not right: fields that must be filled in say so. */
export const WasTriedContext = createContext(false);
export const BehindMoreContext = createContext(false);

export function useShownField(
  name: string,
  label: string,
  {
    write = String,
    isWrong = false,
    standsFor = [],
  }: Partial<Pick<ShownField, 'write' | 'isWrong' | 'standsFor'>> = {},
): void {
  const fields = useContext(ShownFieldsContext);
  const section = useContext(SectionContext);
  const isMore = useContext(BehindMoreContext);
  useEffect(() => {
    fields?.set(name, { label, write, isWrong, standsFor, section, isMore });
  });
}

/** The field that a refusal is about, where it was on the page. */
export function shownFieldOf(
  fields: ReadonlyMap<string, ShownField>,
  refused: RefusedField | null,
): ShownField | undefined {
  if (refused === null) return undefined;
  return [...fields].find(([name, { standsFor }]) => isAbout(refused, name, standsFor))?.[1];
}

/** The first field that says of what stands in it that it is wrong. */
export function wrongFieldOf(fields: ReadonlyMap<string, ShownField>): ShownField | undefined {
  return [...fields.values()].find(({ isWrong }) => isWrong);
}
