import type { SystemScope } from '../../storage/system-scope.ts';

const startupTypes = ['Automatic', 'Manual', 'Disabled'] as const;
export type StartupType = (typeof startupTypes)[number];

/** Which services start with the server, as `Set-Service -StartupType` says. */
export interface ServiceStartup {
  /** `Automatic` until something else was set. `service` is the service's own name, in any case. */
  of(service: string): StartupType;
  set(service: string, type: StartupType): Promise<void>;
}

export async function openServiceStartup(scope: SystemScope): Promise<ServiceStartup> {
  let types = new Map<string, StartupType>();
  await scope.keep(['service_startup'], async (reader) => {
    const sql = 'SELECT name, startup_type FROM service_startup';
    const rows = await reader.all<{ name: string; startup_type: StartupType }>(sql);
    types = new Map(rows.map((row) => [row.name, row.startup_type]));
  });
  return {
    of: (service) => types.get(service.toLowerCase()) ?? 'Automatic',
    set: (service, type) =>
      scope.write(async (writer) => {
        await writer.run(
          'INSERT INTO service_startup (name, startup_type) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET startup_type = excluded.startup_type',
          service.toLowerCase(),
          type,
        );
        writer.onCommit(() => types.set(service.toLowerCase(), type));
      }),
  };
}
