import { frameWords } from '../language/frame-words.ts';

/** What the server refused, in its own words where it gave any. */
export class RequestError extends Error {
  readonly status: number;
  /** The refusal's id (`BadCredentials`); of JMAP's, the limit that was met (`maxSizeUpload`) or the last word of its type. */
  readonly code: string;
  readonly retryAfterSeconds: number | null;
  constructor(status: number, code: string, message: string, retryAfterSeconds: number | null = null) {
    super(message);
    this.name = 'RequestError';
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

let csrfToken: string | null = null;
let endings = 0;
const expiryListeners = new Set<() => void>();

/** The token that the session gave; sent with every request that changes something. */
export function keepCsrfToken(token: string | null): void {
  csrfToken = token;
}

export function currentCsrfToken(): string | null {
  return csrfToken;
}

/** Called when the server no longer knows the session. */
export function onSessionExpired(listener: () => void): void {
  expiryListeners.add(listener);
}

/** How often the server has said that it no longer knows the session: whether it did while something was waited for. */
export function sessionEndings(): number {
  return endings;
}

/**
 * Asks this server, with the session's cookie and token.
 * @throws RequestError for every answer but 2xx; status 0 when no answer came.
 */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('Accept-Language', document.documentElement.lang);
  const askedWith = csrfToken;
  if (csrfToken !== null && init.method !== undefined && init.method !== 'GET') headers.set('X-CSRF-Token', csrfToken);
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init, headers });
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause;
    throw unreachable(cause);
  }
  if (response.ok) return response;
  const refusal = await refusalIn(response);
  // Who has signed in again meanwhile is not asked once more for what was said to the sign-in before.
  if (csrfToken === askedWith) noteRefusal(refusal);
  throw refusal;
}

/** Whether the sign-in had ended: the page of sign-in says so, and who has signed in again need not be told once more. */
export function isSessionOver(cause: unknown): boolean {
  return cause instanceof RequestError && cause.status === 401 && cause.code !== 'BadCredentials';
}

/** For what asks the server in another way: those who listen hear that it no longer knows the session. */
export function noteRefusal(refusal: RequestError): void {
  if (!isSessionOver(refusal)) return;
  endings += 1;
  for (const listener of expiryListeners) listener();
}

/** JSON there and back. */
export async function requestJson<T>(path: string, body?: unknown, init: RequestInit = {}): Promise<T> {
  const response = await request(path, {
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    ...init,
  });
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

/** No answer came. What the browser says of it (`Failed to fetch`) helps nobody who reads it. */
export function unreachable(cause?: unknown): RequestError {
  return Object.assign(new RequestError(0, 'unreachable', frameWords()('unreachable')), { cause });
}

async function refusalIn(response: Response): Promise<RequestError> {
  const retryAfter = Number(response.headers.get('Retry-After'));
  const body: unknown = await response.json().catch(() => null);
  return refusalOf(response.status, body, Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null);
}

/** A refusal in any of the shapes that the server gives it; `body` is what stood in the answer, `null` where that was no JSON. */
export function refusalOf(status: number, body: unknown, retryAfterSeconds: number | null = null): RequestError {
  const record = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const inner = (typeof record.error === 'object' && record.error !== null ? record.error : record) as Record<
    string,
    unknown
  >;
  // RFC 8620 §3.6.1
  const ofJmap = record.limit ?? (typeof record.type === 'string' ? record.type.split(':').at(-1) : undefined);
  const code = [inner.code, record.error, ofJmap].find((name) => typeof name === 'string') ?? '';
  const message = [inner.message, inner.detail, record.message].find((text) => typeof text === 'string');
  return new RequestError(status, code, message ?? wordsFor(status), retryAfterSeconds);
}

/** For an answer without words: a proxy's, which found no server (RFC 9110 §15.6.3 and after), or one that nobody expects. */
function wordsFor(status: number): string {
  const isGone = status >= 502 && status <= 504;
  return isGone ? `${frameWords()('unreachable')} (HTTP ${status})` : `HTTP ${status}`;
}
