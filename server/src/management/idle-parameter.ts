import type { ParameterDescription, ParameterType } from '@relais/management-contract';

/** Why a parameter of Exchange changes nothing here, as the end of a sentence: `there are no archives here`. */
export interface Reason {
  readonly en: string;
  readonly fr: string;
}

/**
 * A parameter that scripts give and that means nothing here. Whoever gives it is told so once a call, unless `silent`:
 * where nobody could take it for something that was done.
 */
export function idle(
  name: string,
  type: ParameterType,
  reason: Reason,
  options: Partial<ParameterDescription> & { readonly silent?: boolean } = {},
): ParameterDescription {
  const { silent = false, ...more } = options;
  const help = {
    en: `Accepted and without effect: ${reason.en}.`,
    fr: `Accepté et sans effet : ${reason.fr}.`,
  };
  const warning = {
    en: `${name} is accepted and has no effect: ${reason.en}.`,
    fr: `${name} est accepté et sans effet : ${reason.fr}.`,
  };
  return { name, type, withoutEffect: true, help, ...(silent ? {} : { warning }), ...more };
}

/** Several of one type for one reason. */
export function idles(
  names: readonly string[],
  type: ParameterType,
  reason: Reason,
  options: Parameters<typeof idle>[3] = {},
): readonly ParameterDescription[] {
  return names.map((name) => idle(name, type, reason, options));
}
