import type { ManagementObject } from '@relais/management-contract';
import type { AppPassword } from '../../../domain/credentials/credential.ts';
import type { ManagementServices } from '../../engine/services.ts';

const scopeNames = { imap: 'IMAP', pop: 'POP', smtp: 'SMTP', jmap: 'JMAP' } as const;

/** As Get-AppPassword prints it; the password itself is nowhere. */
export function appPasswordObject(services: ManagementServices, password: AppPassword): ManagementObject {
  const { lastUse } = password;
  const expires = password.expiresAt === null ? null : new Date(password.expiresAt);
  return {
    Mailbox: services.directory.findMailbox(password.mailbox)?.userPrincipalName ?? password.mailbox,
    Name: password.name,
    Scope: password.scopes.map((scope) => scopeNames[scope]),
    ExpirationDate: expires,
    Expired: expires !== null && expires.getTime() <= services.clock.now(),
    LastUsed: lastUse === null ? null : new Date(lastUse.at),
    LastProtocol: lastUse?.door.toUpperCase() ?? null,
    LastRemoteAddress: lastUse?.remoteAddress ?? null,
    LastClient: lastUse?.client ?? null,
    Origin: password.origin,
    WhenCreated: new Date(password.createdAt),
    Identity: password.id,
  };
}
