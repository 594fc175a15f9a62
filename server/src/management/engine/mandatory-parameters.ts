import type { ManagementValue, ParameterDescription } from '@relais/management-contract';
import { CmdletError } from './cmdlet-error.ts';

/** Refuses a call that lacks what the cmdlet cannot do without; names all that are missing at once. */
export function requireMandatory(
  parameters: readonly ParameterDescription[],
  given: ReadonlyMap<ParameterDescription, ManagementValue>,
): void {
  const missing = parameters
    .filter((parameter) => parameter.mandatory === true && !given.has(parameter))
    .map(({ name }) => name);
  if (missing.length === 0) return;
  throw new CmdletError({
    id: 'MissingMandatoryParameter',
    category: 'InvalidArgument',
    exception: 'ParameterBindingException',
    parameter: missing[0] ?? '',
    text: {
      en: `Cannot process command because of one or more missing mandatory parameters: ${missing.join(' ')}.`,
      fr: `Impossible de traiter la commande car un ou plusieurs paramètres obligatoires manquent : ${missing.join(' ')}.`,
    },
  });
}
