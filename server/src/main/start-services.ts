import type { ServiceStartup } from '../domain/configuration/service-startup.ts';
import type { Service } from '../protocols/service.ts';

/** Starts the services whose start-up type is Automatic. @throws Error naming the service that could not start. */
export async function startServices(services: readonly Service[], startup: ServiceStartup): Promise<void> {
  for (const service of services) {
    if (startup.of(service.name) !== 'Automatic') continue;
    try {
      await service.start();
    } catch (cause) {
      throw new Error(
        `${service.displayName} could not start: ${(cause as Error).message}. When it is the setting that is wrong, start ` +
          'with --repair and change it in `relais shell`.',
        { cause },
      );
    }
  }
}

/** A sentence for each service that should run and does not. */
export function notRunning(services: readonly Service[], startup: ServiceStartup): readonly string[] {
  return services
    .filter((service) => startup.of(service.name) === 'Automatic' && service.state !== 'Running')
    .map((service) => `${service.displayName} (${service.name}) is stopped`);
}
