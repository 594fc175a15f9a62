import type { ParameterDescription } from '@relais/management-contract';
import { asSeenWith, mayRun } from '../../engine/authorise.ts';
import type { Cmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { type Permissions, permissionsInForce, type RoleInForce } from '../../engine/permissions.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { requireOwnRole } from './find-management-role.ts';

export const roleEntryIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'ManagementRoleEntry' },
  mandatory: true,
  position: 1,
  pipeline: 'both',
  help: {
    en: 'Role\\Cmdlet, for example "Help of the house\\Set-Mailbox".',
    fr: 'Rôle\\Applet, par exemple « Aide maison\\Set-Mailbox ».',
  },
};

/** The two halves of `Role\Cmdlet`. @throws CmdletError when it is none. */
export function splitEntry(identity: string): readonly [role: string, cmdlet: string] {
  const at = identity.lastIndexOf('\\');
  if (at > 0 && at < identity.length - 1) return [identity.slice(0, at), identity.slice(at + 1)];
  throw new CmdletError({
    id: 'InvalidRoleEntryIdentity',
    category: 'InvalidArgument',
    exception: 'ArgumentException',
    parameter: 'Identity',
    target: identity,
    text: {
      en: `"${identity}" isn't a role entry; one is Role\\Cmdlet, for example *\\Set-Mailbox.`,
      fr: `« ${identity} » n’est pas une entrée de rôle ; la forme est Rôle\\Applet, par exemple *\\Set-Mailbox.`,
    },
  });
}

/** What a role holds of a cmdlet by itself; `null`: nothing. */
export function entryParameters(cmdlet: Cmdlet, role: RoleInForce, permissions: Permissions): readonly string[] | null {
  const alone = new Set([role.name]);
  return mayRun(cmdlet, alone, permissions)
    ? asSeenWith(cmdlet, alone, permissions).parameters.map(({ name }) => name)
    : null;
}

/** An entry that is to be changed: the role of one's own, and what its parent has of the cmdlet. */
export interface EntryToChange {
  readonly role: RoleInForce & { readonly parent: string };
  readonly cmdlet: Cmdlet;
  /** As the role's parent has it; `null`: the parent has none. */
  readonly ofParent: readonly string[] | null;
  /** As the role has it now; `null`: it has none. */
  readonly current: readonly string[] | null;
}

export function requireEntry(
  services: ManagementServices,
  cmdlets: readonly Cmdlet[],
  identity: string,
): EntryToChange {
  const permissions = permissionsInForce(services.permissions);
  const [roleName, cmdletName] = splitEntry(identity);
  const role = requireOwnRole(services, roleName);
  const parent = permissions.findRole(role.parent);
  const cmdlet = cmdlets.find(({ name }) => name.toLowerCase() === cmdletName.toLowerCase());
  if (cmdlet === undefined) throw entryNotFound(cmdletName, role.parent);
  return {
    role,
    cmdlet,
    ofParent: parent === null ? null : entryParameters(cmdlet, parent, permissions),
    current: entryParameters(cmdlet, role, permissions),
  };
}

export function entryNotFound(cmdlet: string, role: string): CmdletError {
  return new CmdletError({
    id: 'RoleEntryNotFound',
    category: 'ObjectNotFound',
    exception: 'ManagementObjectNotFoundException',
    target: cmdlet,
    text: {
      en: `The role "${role}" has no entry "${cmdlet}".`,
      fr: `Le rôle « ${role} » n’a pas d’entrée « ${cmdlet} ».`,
    },
  });
}

/** The names in the parent's spelling. @throws CmdletError for one that the parent does not have. */
export function parametersOfParent(
  { cmdlet, ofParent, role }: EntryToChange,
  wanted: readonly string[],
): readonly string[] {
  return wanted.map((name) => {
    const found = ofParent?.find((known) => known.toLowerCase() === name.toLowerCase());
    if (found !== undefined) return found;
    throw new CmdletError({
      id: 'RoleEntryParameterNotInParent',
      category: 'InvalidArgument',
      exception: 'ArgumentException',
      parameter: 'Parameters',
      target: name,
      text: {
        en: `The role "${role.parent}", which "${role.name}" comes from, does not have the parameter ${name} of ${cmdlet.name}; a role never holds more than its parent.`,
        fr: `Le rôle « ${role.parent} », dont « ${role.name} » est issu, n’a pas le paramètre ${name} de ${cmdlet.name} ; un rôle ne contient jamais plus que son parent.`,
      },
    });
  });
}

/** Writes the entries of a role anew. `undefined` takes the entry away. */
export async function putEntry(
  services: ManagementServices,
  { role, cmdlet }: EntryToChange,
  parameters: readonly string[] | undefined,
): Promise<void> {
  const entries = Object.fromEntries(
    [...role.entries.values()]
      .filter((entry) => entry.cmdlet !== cmdlet.name)
      .map((entry) => [entry.cmdlet, entry.parameters] as const),
  );
  await services.permissions.put('role', {
    name: role.name,
    parent: role.parent,
    description: role.description,
    entries: parameters === undefined ? entries : { ...entries, [cmdlet.name]: parameters },
  });
}
