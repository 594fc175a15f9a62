import type { ManagementObject, ManagementValue } from '@relais/management-contract';
import {
  directoryTail,
  organizationDistinguishedName,
  serverDistinguishedName,
  stableGuid,
} from './directory-names.ts';
import type { BoundParameters } from './engine/bound-parameters.ts';
import type { ManagementServices } from './engine/services.ts';
import { requireThisServer } from './server-identity.ts';
import type { SettingsCmdletsOptions } from './settings-cmdlets-options.ts';

/** How the object of a group of settings is called. */
export function settingsIdentity(
  { server, directory }: ManagementServices,
  { kind, directoryName }: SettingsCmdletsOptions,
): string {
  if (directoryName !== undefined) return `${server.name}\\${directoryName}`;
  return kind === 'organization' ? directory.organizationName : kind === 'server' ? server.name : `${server.name}\\1`;
}

/** What is named must be of this server; the object may be named without it. @throws CmdletError */
export function requireMeant(
  services: ManagementServices,
  parameters: BoundParameters,
  options: SettingsCmdletsOptions,
): void {
  const named = parameters.get<string>('Server') ?? parameters.get<string>('Identity');
  if (named !== undefined && named.toLowerCase() === options.directoryName?.toLowerCase()) return;
  requireThisServer(services, named);
}

/** A group of settings as Exchange prints it. */
export function settingsObject(services: ManagementServices, options: SettingsCmdletsOptions): ManagementObject {
  const { definition, protocolName, kind } = options;
  const { server, settings } = services;
  if (kind !== undefined) {
    const identity = settingsIdentity(services, options);
    const isServer = kind === 'server';
    return {
      ...(isServer ? { Name: options.directoryName ?? server.name } : {}),
      ...(options.directoryName === undefined ? {} : { Server: server.name }),
      ...(settings.configured(definition) as Readonly<Record<string, ManagementValue>>),
      ...directoryTail(services, {
        ...(isServer ? {} : { name: protocolName }),
        distinguishedName: isServer
          ? serverDistinguishedName(services)
          : `CN=${protocolName},${organizationDistinguishedName(services)}`,
        identity,
        guid: stableGuid(server.guid, definition.noun),
        schemaClass: isServer ? 'ms-Exch-Exchange-Server' : 'ms-Exch-Transport-Settings',
        objectClass: isServer
          ? ['top', 'server', 'msExchExchangeServer']
          : ['top', 'container', 'msExchTransportSettings'],
        whenCreated: server.whenCreated,
        whenChanged: settings.whenConfigured(definition) ?? server.whenCreated,
      }),
    };
  }
  return {
    ProtocolName: protocolName,
    Name: '1',
    ...(settings.configured(definition) as Readonly<Record<string, ManagementValue>>),
    Server: server.name,
    ...directoryTail(services, {
      distinguishedName: `CN=1,CN=${protocolName},CN=Protocols,${serverDistinguishedName(services)}`,
      identity: `${server.name}\\1`,
      guid: stableGuid(server.guid, definition.noun),
      schemaClass: `ms-Exch-Protocol-Cfg-${protocolName.replace(/\d/, '')}-Server`,
      objectClass: [
        'top',
        'protocolCfg',
        `protocolCfg${protocolName.replace(/\d/, '')}`,
        `protocolCfg${protocolName.replace(/\d/, '')}Server`,
      ],
      whenCreated: server.whenCreated,
      whenChanged: settings.whenConfigured(definition) ?? server.whenCreated,
    }),
  };
}
