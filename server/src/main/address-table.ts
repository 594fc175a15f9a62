import type { RunningServer } from './running-server.ts';

/** What `serve` prints before `relais: ready`: where everything answers. */
export function addressTable(server: RunningServer): string {
  const rows = server.services.map((service): readonly [string, string] => [
    service.displayName,
    service.state === 'Stopped'
      ? 'stopped'
      : service.bound.map(({ address, port }) => hostPort(address, port)).join(', '),
  ]);
  const https = server.services.find((service) => service.name === 'W3SVC')?.bound[0];
  if (https !== undefined) {
    const host = https.address === '::' || https.address === '0.0.0.0' ? server.facts.fqdn : https.address;
    const base = `https://${host.includes(':') ? `[${host}]` : host}${https.port === 443 ? '' : `:${https.port}`}`;
    rows.push(['Webmail', `${base}/owa/`], ['Admin center', `${base}/ecp/`]);
  }
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, where]) => `  ${name.padEnd(width)}  ${where}`).join('\n');
}

function hostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
