import { readEnvironment } from './environment.ts';
import { ShellObject } from './shell-object.ts';
import type { StaticMember } from './static-member.ts';
import type { Value } from './values.ts';

const identityType = 'System.Security.Principal.WindowsIdentity';
const principalType = 'System.Security.Principal.WindowsPrincipal';

/** `[Security.Principal.WindowsIdentity]::GetCurrent()`: who runs the shell on this machine. */
export const currentIdentity: StaticMember = (_, around) => {
  const [domain, user] = ['USERDOMAIN', 'USERNAME'].map((name) => readEnvironment(around.environment, name) ?? '');
  return ShellObject.custom(
    {
      Name: domain === '' ? (user ?? '') : `${domain}\\${user}`,
      AuthenticationType: 'Negotiate',
      IsAuthenticated: true,
      IsSystem: false,
    },
    identityType,
  );
};

/** `[Security.Principal.WindowsPrincipal]$identity`. */
export function newPrincipal(identity: Value): ShellObject {
  return ShellObject.custom({ Identity: identity }, principalType);
}

/**
 * `$principal.IsInRole(…)`: scripts ask whether they run "as Administrator", and end where they do not. Here nothing more than to be let
 * in is needed, and what one may do is decided cmdlet by cmdlet: it is always so.
 */
export function principalMethod(target: Value, name: string): Value | undefined {
  return target instanceof ShellObject && target.typeName === principalType && name.toLowerCase() === 'isinrole'
    ? true
    : undefined;
}
