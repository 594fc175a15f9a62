import type { ParameterDescription } from '@relais/management-contract';
import { objectNotFound } from './engine/cmdlet-error.ts';
import type { ManagementServices } from './engine/services.ts';

/** `-DomainController`: accepted for the sake of scripts; there is none here. */
export const domainControllerParameter: ParameterDescription = {
  name: 'DomainController',
  type: { kind: 'string', maxLength: 255 },
  withoutEffect: true,
  help: {
    en: 'Accepted and without effect: there are no domain controllers here.',
    fr: 'Accepté et sans effet : il n’y a pas de contrôleur de domaine ici.',
  },
};

/**
 * Checks that an identity means this server: its name, FQDN, GUID, a (legacy) distinguished name that holds it, or an
 * object of it such as `CAS01\1`. Nothing given means it too.
 * @throws CmdletError ManagementObjectNotFound, as Exchange says it.
 */
export function requireThisServer(services: ManagementServices, identity: string | undefined): void {
  if (identity === undefined || namesThisServer(services, identity)) return;
  throw objectNotFound(identity, services.server.fqdn);
}

/** As `requireThisServer` checks it. */
function namesThisServer(services: ManagementServices, identity: string): boolean {
  const { name, fqdn, guid } = services.server;
  const wanted = identity.split('\\')[0]?.trim().toLowerCase() ?? '';
  const ours = [name, fqdn, guid].map((text) => text.toLowerCase());
  if (ours.includes(wanted)) return true;
  const parts = identity
    .toLowerCase()
    .split(/[,/]/)
    .map((part) => part.trim());
  return parts.includes(`cn=${name.toLowerCase()}`) && parts.includes('cn=servers');
}

/** Whether what came through the pipeline is this server itself (`Get-ExchangeServer | Get-Queue`), no object of it. */
export function isThisServer(services: ManagementServices, identity: string): boolean {
  return !identity.includes('\\') && namesThisServer(services, identity);
}
