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
    fr: "Accepté et sans effet : il n'y a pas de contrôleur de domaine ici.",
  },
};

/**
 * Checks that an identity means this server: its name, FQDN, GUID, a (legacy) distinguished name that holds it, or an
 * object of it such as `CAS01\1`. Nothing given means it too.
 * @throws CmdletError ManagementObjectNotFound, as Exchange says it.
 */
export function requireThisServer(services: ManagementServices, identity: string | undefined): void {
  if (identity === undefined) return;
  const { name, fqdn, guid } = services.server;
  const wanted = identity.split('\\')[0]?.trim().toLowerCase() ?? '';
  const ours = [name, fqdn, guid].map((text) => text.toLowerCase());
  if (ours.includes(wanted)) return;
  const parts = identity
    .toLowerCase()
    .split(/[,/]/)
    .map((part) => part.trim());
  if (parts.includes(`cn=${name.toLowerCase()}`) && parts.includes('cn=servers')) return;
  throw objectNotFound(identity, fqdn);
}
