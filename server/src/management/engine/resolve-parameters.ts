import type { LocalisedText, ManagementValue, ParameterDescription } from '@relais/management-contract';
import { CmdletError } from './cmdlet-error.ts';
import { nearestName } from './nearest-name.ts';

/** Parameters that every cmdlet has, with their short names; those that steer the shell mean nothing here. */
const commonParameters: Readonly<Record<string, readonly string[]>> = {
  WhatIf: ['wi'],
  Confirm: ['cf'],
  Verbose: ['vb'],
  Debug: ['db'],
  ErrorAction: ['ea'],
  WarningAction: ['wa'],
  InformationAction: ['infa'],
  ErrorVariable: ['ev'],
  WarningVariable: ['wv'],
  InformationVariable: ['iv'],
  OutVariable: ['ov'],
  OutBuffer: ['ob'],
  PipelineVariable: ['pv'],
};

/** Aliases that PowerShell and Exchange themselves have; any other alias is a slip worth a word. */
const genuineAliases: ReadonlySet<string> = new Set(['servicename']);

export interface ResolvedParameters {
  readonly given: ReadonlyMap<ParameterDescription, ManagementValue>;
  readonly whatIf: boolean;
  /** `null`: nothing was said. */
  readonly confirm: boolean | null;
  /** Said to the caller: which documented slip was taken to mean what. */
  readonly notes: readonly LocalisedText[];
}

/** First pass: which parameter each written name means. Names have any case, aliases and unambiguous prefixes count. */
export function resolveParameters(
  parameters: readonly ParameterDescription[],
  written: Readonly<Record<string, ManagementValue>>,
  supportsShouldProcess: boolean,
): ResolvedParameters {
  const given = new Map<ParameterDescription, ManagementValue>();
  const notes: LocalisedText[] = [];
  let whatIf = false;
  let confirm: boolean | null = null;
  for (const [name, value] of Object.entries(written)) {
    const common = exactCommon(name);
    const parameter = exact(parameters, name) ?? (common === null ? byPrefix(parameters, name) : null);
    if (typeof parameter === 'string' || parameter === null) {
      const meant = parameter ?? common;
      if ((meant === 'WhatIf' || meant === 'Confirm') && !supportsShouldProcess)
        throw unknownParameter(parameters, name);
      if (meant === 'WhatIf') whatIf = switchValue(value);
      if (meant === 'Confirm') confirm = switchValue(value);
      continue;
    }
    if (given.has(parameter)) throw boundTwice(parameter.name);
    given.set(parameter, value);
    const isSlip =
      parameter.aliases?.some((alias) => alias.toLowerCase() === name.toLowerCase()) === true &&
      !genuineAliases.has(name.toLowerCase());
    if (isSlip) {
      notes.push({
        en: `-${name} was taken as -${parameter.name}.`,
        fr: `-${name} a été compris comme -${parameter.name}.`,
      });
    }
  }
  return { given, whatIf, confirm, notes };
}

function exactCommon(name: string): string | null {
  const wanted = name.toLowerCase();
  const found = Object.entries(commonParameters).find(
    ([full, short]) => full.toLowerCase() === wanted || short.includes(wanted),
  );
  return found?.[0] ?? null;
}

function exact(parameters: readonly ParameterDescription[], name: string): ParameterDescription | undefined {
  const wanted = name.toLowerCase();
  return (
    parameters.find((parameter) => parameter.name.toLowerCase() === wanted) ??
    parameters.find((parameter) => parameter.aliases?.some((alias) => alias.toLowerCase() === wanted))
  );
}

/** A parameter, or the name of a common one. */
function byPrefix(parameters: readonly ParameterDescription[], name: string): ParameterDescription | string {
  const wanted = name.toLowerCase();
  const starting = (candidate: string): boolean => wanted !== '' && candidate.toLowerCase().startsWith(wanted);
  const candidates = [
    ...parameters.filter((parameter) => starting(parameter.name)),
    ...Object.keys(commonParameters).filter(starting),
  ];
  const [only, ...others] = candidates;
  if (only === undefined) throw unknownParameter(parameters, name);
  if (others.length === 0) return only;
  const names = candidates
    .map((candidate) => `-${typeof candidate === 'string' ? candidate : candidate.name}`)
    .join(' ');
  throw new CmdletError({
    id: 'AmbiguousParameter',
    category: 'InvalidArgument',
    exception: 'ParameterBindingException',
    parameter: name,
    target: name,
    text: {
      en: `Parameter cannot be processed because the parameter name '${name}' is ambiguous. Possible matches include: ${names}.`,
      fr: `Impossible de traiter le paramètre car son nom « ${name} » est ambigu. Correspondances possibles : ${names}.`,
    },
  });
}

function switchValue(value: ManagementValue): boolean {
  return !(
    value === false ||
    value === 0 ||
    value === null ||
    (typeof value === 'string' && /^\$?false$/i.test(value))
  );
}

function unknownParameter(parameters: readonly ParameterDescription[], name: string): CmdletError {
  const near = nearestName(
    name,
    parameters.flatMap((parameter) => [parameter.name, ...(parameter.aliases ?? [])]),
  );
  return new CmdletError({
    id: 'NamedParameterNotFound',
    category: 'InvalidArgument',
    exception: 'ParameterBindingException',
    parameter: name,
    target: name,
    text: {
      en: `A parameter cannot be found that matches parameter name '${name}'.${near === null ? '' : ` Did you mean -${near}?`}`,
      fr: `Impossible de trouver un paramètre correspondant au nom « ${name} ».${near === null ? '' : ` Vouliez-vous dire -${near} ?`}`,
    },
  });
}

function boundTwice(name: string): CmdletError {
  return new CmdletError({
    id: 'ParameterAlreadyBound',
    category: 'InvalidArgument',
    exception: 'ParameterBindingException',
    parameter: name,
    target: name,
    text: {
      en: `Cannot bind parameter because parameter '${name}' is specified more than once. To provide several values to a parameter that takes a list, separate them with commas.`,
      fr: `Impossible de lier le paramètre « ${name} », indiqué plus d’une fois. Pour donner plusieurs valeurs à un paramètre de type liste, séparez-les par des virgules.`,
    },
  });
}
