import type { CmdletDescription, ParameterDescription } from '@relais/management-contract';
import type { Cmdlet } from './cmdlet.ts';
import { type Permissions, permissionsInForce, type RoleInForce } from './permissions.ts';

/** Whether one of `roles` holds the cmdlet. */
export function mayRun(
  cmdlet: Cmdlet,
  roles: ReadonlySet<string>,
  permissions: Permissions = permissionsInForce(),
): boolean {
  return [...roles].some((name) => parametersIn(cmdlet, name, roles, permissions) !== null);
}

/**
 * The cmdlet as the holder of `roles` sees it: a parameter that none of his roles holds is not there, so that using it
 * fails exactly like one that does not exist. Identities and other mandatory parameters of built-in roles always are.
 */
export function asSeenWith(
  cmdlet: Cmdlet,
  roles: ReadonlySet<string>,
  permissions: Permissions = permissionsInForce(),
): CmdletDescription {
  const seen = new Set([...roles].flatMap((name) => parametersIn(cmdlet, name, roles, permissions) ?? []));
  return {
    name: cmdlet.name,
    synopsis: cmdlet.synopsis,
    ...(cmdlet.description === undefined ? {} : { description: cmdlet.description }),
    parameters: cmdlet.parameters.filter((parameter) => seen.has(parameter)),
    supportsShouldProcess: cmdlet.supportsShouldProcess,
    ...(cmdlet.confirmsByDefault === undefined ? {} : { confirmsByDefault: cmdlet.confirmsByDefault }),
    examples: cmdlet.examples,
    ...(cmdlet.defaultColumns === undefined ? {} : { defaultColumns: cmdlet.defaultColumns }),
    ...(cmdlet.textProperty === undefined ? {} : { textProperty: cmdlet.textProperty }),
    roles: cmdlet.roles,
  };
}

/** What a role holds of a cmdlet beside the holder's other roles; `null`: it does not hold the cmdlet. */
export function parametersIn(
  cmdlet: Cmdlet,
  roleName: string,
  roles: ReadonlySet<string>,
  permissions: Permissions,
): readonly ParameterDescription[] | null {
  const role = permissions.findRole(roleName);
  if (role === null) return null;
  if (role.parent === null) {
    if (!cmdlet.roles.includes(role.name)) return null;
    return cmdlet.parameters.filter(({ name }) => {
      const holders = cmdlet.parameterRoles?.[name];
      return holders === undefined || holders.some((holder) => roles.has(holder));
    });
  }
  return narrowed(cmdlet, role, permissions);
}

/** A role of the organisation's own never gives more than every role it comes from. */
function narrowed(cmdlet: Cmdlet, role: RoleInForce, permissions: Permissions): readonly ParameterDescription[] | null {
  const root = permissions.rootOf(role);
  let parameters = parametersIn(cmdlet, root.name, new Set([root.name]), permissions);
  for (let found: RoleInForce | null = role; found !== null && found.parent !== null; ) {
    const entry = found.entries.get(cmdlet.name.toLowerCase());
    if (parameters === null || entry === undefined) return null;
    const held = entry.parameters?.map((name) => name.toLowerCase());
    if (held !== undefined) parameters = parameters.filter(({ name }) => held.includes(name.toLowerCase()));
    found = permissions.findRole(found.parent);
  }
  return parameters;
}
