import type { ManagementObject } from '@relais/management-contract';
import type { AccessToken } from '../../../domain/credentials/credential.ts';
import type { ManagementServices } from '../../engine/services.ts';

/** As Get-AccessToken prints it; the token itself is nowhere. */
export function accessTokenObject(services: ManagementServices, token: AccessToken): ManagementObject {
  return {
    Name: token.name,
    User: services.directory.findMailbox(token.mailbox)?.userPrincipalName ?? token.mailbox,
    RoleGroup: token.roleGroups,
    ExpirationDate: new Date(token.expiresAt),
    Expired: token.expiresAt <= services.clock.now(),
    LastUsed: token.lastUse === null ? null : new Date(token.lastUse.at),
    LastRemoteAddress: token.lastUse?.remoteAddress ?? null,
    LastClient: token.lastUse?.client ?? null,
    WhenCreated: new Date(token.createdAt),
    Identity: token.id,
  };
}
