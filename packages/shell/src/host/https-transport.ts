import { type Agent, request as requestPlain } from 'node:http';
import type { Agent as SecureAgent } from 'node:https';
import { request as requestSecure, type RequestOptions } from 'node:https';
import { TrustedAgent } from './trusted-agent.ts';
import type { AdminTransport } from './cmdlet-client.ts';

export interface HttpsConnection {
  /** `https://mail.example.test/` or with a port; plain HTTP only towards this machine. */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  /** Instead of a user and a password. */
  readonly token?: string;
  readonly organisation?: string;
  /** Takes any certificate (`--insecure`). */
  readonly insecure?: boolean;
  /** SHA-256 of the one certificate to trust, as hexadecimal digits with or without colons. */
  readonly fingerprint?: string;
}

/** Requests over HTTPS. @throws Error when the address is none, or would send the password in the clear. */
export function httpsTransport(options: HttpsConnection): { readonly transport: AdminTransport; close(): void } {
  const url = parseAddress(options.url);
  const agent = new TrustedAgent(options);
  return { transport: transportTo(url, options, agent), close: () => agent.destroy() };
}

function parseAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new Error(`"${text}" is no address of a server; it looks like https://mail.example.test/.`);
  }
  const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !isLocal)
    throw new Error(`"${text}" would send the password in the clear; use https://.`);
  return url;
}

function transportTo(url: URL, options: HttpsConnection, agent: SecureAgent): AdminTransport {
  const basic = Buffer.from(`${options.user ?? ''}:${options.password ?? ''}`).toString('base64');
  const authorization = options.token === undefined ? `Basic ${basic}` : `Bearer ${options.token}`;
  const base = `${url.pathname.replace(/\/$/, '')}/adminapi/beta/${encodeURIComponent(options.organisation ?? '-')}/`;
  return async (asked, signal) =>
    await new Promise((resolve, reject) => {
      const settings: RequestOptions = {
        host: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
        path: base + asked.path,
        method: asked.body === undefined ? 'GET' : 'POST',
        headers: { ...asked.headers, authorization },
        ...(signal === undefined ? {} : { signal }),
      };
      const isSecure = url.protocol === 'https:';
      const sent = isSecure
        ? requestSecure({ ...settings, agent })
        : requestPlain(settings as RequestOptions & { agent?: Agent });
      sent.on('response', (response) => resolve({ status: response.statusCode ?? 0, body: response }));
      sent.on('error', (error: NodeJS.ErrnoException) => reject(explained(error, url)));
      sent.end(asked.body);
    });
}

function explained(error: NodeJS.ErrnoException, url: URL): Error {
  const code = error.code ?? '';
  if (code === 'ECONNREFUSED')
    return new Error(`Nobody answers at ${url.host}. Is the server running, and is this its HTTPS port?`, {
      cause: error,
    });
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new Error(`There is no machine named ${url.hostname}.`, { cause: error });
  if (code === 'ECONNRESET' || code === 'EPROTO')
    return new Error(`${url.host} broke off the connection (${error.message}); is this its HTTPS port?`, {
      cause: error,
    });
  return error;
}
