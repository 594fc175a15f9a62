import type { IncomingHttpHeaders } from 'node:http';

/**
 * False when a browser says that another site's page sends this request. Scripts say nothing and pass: without a
 * cookie there is nothing to forge, and with one the CSRF token is asked for as well.
 */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (typeof site === 'string' && site !== 'same-origin' && site !== 'none') return false;
  const { origin, host } = headers;
  if (typeof origin !== 'string') return true;
  if (origin === 'null' || host === undefined) return false;
  try {
    // Who stands between can answer as this host on plain HTTP; our own pages come over TLS.
    const { protocol, host: named } = new URL(origin);
    return protocol === 'https:' && named === host.toLowerCase();
  } catch {
    return false;
  }
}
