import type { ManagementObject } from '@relais/management-contract';
import type { ManagementServices } from '../../engine/services.ts';
import type { NamedService } from './find-services.ts';

/** As Get-Service prints it. */
export function serviceObject(
  services: ManagementServices,
  { name, displayName, service }: NamedService,
): ManagementObject {
  return {
    Status: service.state,
    Name: name,
    DisplayName: displayName,
    StartType: services.startup.of(service.name),
    CanStop: service.state === 'Running',
    ServiceName: name,
    Sessions: service.sessions().length,
    Listening: service.bound.map(({ address, port }) =>
      address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
    ),
  };
}
