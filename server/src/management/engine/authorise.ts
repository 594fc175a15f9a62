import type { CmdletDescription } from '@relais/management-contract';
import type { Cmdlet } from './cmdlet.ts';

/** Whether one of `roles` holds the cmdlet. */
export function mayRun(cmdlet: Cmdlet, roles: ReadonlySet<string>): boolean {
  return cmdlet.roles.some((role) => roles.has(role));
}

/**
 * The cmdlet as the holder of `roles` sees it: a parameter that none of his roles holds is not there, so that using it
 * fails exactly like one that does not exist. Identities and other mandatory parameters always are.
 */
export function asSeenWith(cmdlet: Cmdlet, roles: ReadonlySet<string>): CmdletDescription {
  const parameters = cmdlet.parameters.filter((parameter) => {
    const holders = cmdlet.parameterRoles?.[parameter.name];
    return holders === undefined || holders.some((role) => roles.has(role));
  });
  return {
    name: cmdlet.name,
    synopsis: cmdlet.synopsis,
    ...(cmdlet.description === undefined ? {} : { description: cmdlet.description }),
    parameters,
    supportsShouldProcess: cmdlet.supportsShouldProcess,
    ...(cmdlet.confirmsByDefault === undefined ? {} : { confirmsByDefault: cmdlet.confirmsByDefault }),
    examples: cmdlet.examples,
    ...(cmdlet.defaultColumns === undefined ? {} : { defaultColumns: cmdlet.defaultColumns }),
    roles: cmdlet.roles,
  };
}
