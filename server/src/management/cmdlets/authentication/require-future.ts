import { CmdletError } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';

/** A date that is still to come, if one was given. @throws CmdletError. */
export function requireFuture(services: ManagementServices, date: Date | undefined, parameter: string): Date | null {
  if (date === undefined) return null;
  if (date.getTime() > services.clock.now()) return date;
  throw new CmdletError({
    id: 'DateInThePast',
    category: 'InvalidArgument',
    exception: 'ParameterBindingValidationException',
    parameter,
    text: {
      en: `${date.toISOString()} has passed; ${parameter} is a date to come, as in (Get-Date).AddDays(90).`,
      fr: `${date.toISOString()} est passé ; ${parameter} est une date à venir, comme (Get-Date).AddDays(90).`,
    },
  });
}
