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
    return new URL(origin).host === host.toLowerCase();
  } catch {
    return false;
  }
}
