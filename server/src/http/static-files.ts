import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpRefusal } from './refusal.ts';

export interface WebApplication {
  /** `/ecp`; pages below it that are no file are the application's own addresses (deep links). */
  readonly prefix: string;
  /** Where `vite build` wrote it. */
  readonly directory: string;
  /** Laid over the policy of `contentSecurityPolicy`: webmail needs `frame-src` for its sandboxed message frame. */
  readonly policy?: Readonly<Record<string, string>>;
}

interface StaticFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly etag: string;
  /** Vite puts a hash into the names under assets/, so such a file never changes. */
  readonly immutable: boolean;
  readonly compressible: boolean;
  encoded: Map<'br' | 'gzip', Promise<Buffer>>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};
/** Of webmail's files 5 makes 478 KB in 0.2 s of a processor, 9 makes 472 KB in 5 s: its tables are 32 MB, made anew for each file. */
const brotliQuality = 5;
const compressibleTypes = /^(?:text\/|application\/(?:json|manifest)|image\/svg)/;
const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/**
 * Serves a browser application from memory: its files, compressed once (brotli, gzip), and its page for every deep link.
 * The page gets a nonce a visit, in `<meta property="csp-nonce" nonce>`, for the style elements that it makes itself.
 */
export function serveWebApplication(app: FastifyInstance, application: WebApplication): void {
  const { prefix, directory } = application;
  let files = readFiles(directory);
  let readAt = Date.now();

  const current = (): Map<string, StaticFile> => {
    // A build that came after the start is picked up; looked for at most once a second.
    if (Date.now() - readAt > 1000 && !files.has('index.html')) {
      files = readFiles(directory);
      readAt = Date.now();
    }
    return files;
  };

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const path = decodeURIComponent(new URL(request.url, 'https://relais.invalid').pathname).slice(prefix.length + 1);
    const file = current().get(path);
    if (file !== undefined && path !== 'index.html') return sendFile(request, reply, file);
    // A missing asset must not come back as a page: the browser would run HTML as a script.
    if (path.startsWith('assets/')) throw notFound(path);
    const page = current().get('index.html');
    if (page === undefined) throw notBuilt(prefix);
    return sendPage(reply, page, application);
  };

  app.get(prefix, (request, reply) => {
    const [path = '', query] = request.url.split('?', 2);
    // The router takes a slash more or less for the same; relative addresses on the page do not.
    if (path.endsWith('/')) return answer(request, reply);
    return reply.redirect(`${prefix}/${query === undefined ? '' : `?${query}`}`, 302);
  });
  app.get(`${prefix}/*`, answer);
}

function readFiles(directory: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  let names: string[];
  try {
    names = readdirSync(directory, { recursive: true }) as string[];
  } catch {
    return files;
  }
  for (const name of names) {
    const path = join(directory, name);
    const type = types[extname(name)];
    if (type === undefined || !statSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    files.set(name.replaceAll('\\', '/'), {
      type,
      bytes,
      etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
      immutable: name.startsWith('assets/'),
      compressible: compressibleTypes.test(type) && bytes.length > 512,
      encoded: new Map(),
    });
  }
  return files;
}

async function sendFile(request: FastifyRequest, reply: FastifyReply, file: StaticFile): Promise<FastifyReply> {
  reply.header('etag', file.etag);
  reply.header('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=3600');
  if (file.compressible) reply.header('vary', 'accept-encoding');
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  reply.type(file.type);
  const encoding = file.compressible ? chosenEncoding(request.headers['accept-encoding']) : null;
  if (encoding === null) return reply.send(file.bytes);
  return reply.header('content-encoding', encoding).send(await encodedForm(file, encoding));
}

function chosenEncoding(accepted: string | string[] | undefined): 'br' | 'gzip' | null {
  const text = Array.isArray(accepted) ? accepted.join(',') : (accepted ?? '');
  const names = text.split(',').map((part) => part.trim().replace(/;q=0(?:\.0*)?$/, ';none'));
  const has = (name: string): boolean =>
    names.some((part) => part === name || (part.startsWith(`${name};`) && !part.endsWith(';none')));
  return has('br') ? 'br' : has('gzip') ? 'gzip' : null;
}

function encodedForm(file: StaticFile, encoding: 'br' | 'gzip'): Promise<Buffer> {
  let encoded = file.encoded.get(encoding);
  if (encoded === undefined) {
    encoded =
      encoding === 'br'
        ? brotli(file.bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } })
        : zip(file.bytes, { level: 9 });
    file.encoded.set(encoding, encoded);
  }
  return encoded;
}

function sendPage(reply: FastifyReply, page: StaticFile, { policy }: WebApplication): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  const html = page.bytes
    .toString('utf8')
    .replace('<head>', `<head>\n    <meta property="csp-nonce" nonce="${nonce}" />`);
  return reply
    .header('content-security-policy', contentSecurityPolicy(nonce, policy))
    .header('cache-control', 'no-cache')
    .header('referrer-policy', 'no-referrer')
    .type(page.type)
    .send(html);
}

/** No inline script, nothing from elsewhere, no framing by others. */
function contentSecurityPolicy(nonce: string, over: Readonly<Record<string, string>> = {}): string {
  const directives = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': `'self' 'nonce-${nonce}'`,
    'img-src': "'self' data: blob:",
    'font-src': "'self'",
    'connect-src': "'self'",
    'manifest-src': "'self'",
    'worker-src': "'self'",
    'form-action': "'self'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
    ...over,
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

function notFound(path: string): HttpRefusal {
  return new HttpRefusal(404, 'NotFound', {
    en: `There is no file ${path.slice(0, 200)}; the page may be of an older version: reload it.`,
    fr: `Il n’y a pas de fichier ${path.slice(0, 200)} ; la page est peut-être d’une version antérieure : rechargez-la.`,
  });
}

function notBuilt(prefix: string): HttpRefusal {
  return new HttpRefusal(503, 'Unavailable', {
    en: `The application at ${prefix} has not been built; run "npm run build" (npm start does it by itself).`,
    fr: `L’application ${prefix} n’a pas été construite ; lancez « npm run build » (npm start le fait de lui-même).`,
  });
}
