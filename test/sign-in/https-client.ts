import type { IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly cookie: string;
  readonly body: Buffer;
  /** The body as UTF-8. */
  readonly text: string;
}

/** One request to loopback, whatever the certificate. */
export function askHttps(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: object,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const call = httpsRequest({
      method,
      path,
      host: '127.0.0.1',
      port,
      rejectUnauthorized: false,
      headers: { ...headers, ...json },
    });
    call.on('error', reject);
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const answered = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          cookie: response.headers['set-cookie']?.[0]?.split(';')[0] ?? '',
          body: answered,
          text: answered.toString(),
        });
      });
    });
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
