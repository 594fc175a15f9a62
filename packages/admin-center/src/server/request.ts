/** What the server refused, in its own words where it gave any. */
export class RequestError extends Error {
  /** 0 when no answer came. */
  readonly status: number;
  /** The refusal's code (`BadCredentials`), or an empty string. */
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'RequestError';
    this.status = status;
    this.code = code;
  }
}

let csrfToken: string | null = null;
const expiryListeners = new Set<() => void>();

/** The token that the session gave; sent with every request that changes something. */
export function keepCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** Called when the server no longer knows the session. */
export function onSessionExpired(listener: () => void): void {
  expiryListeners.add(listener);
}

/**
 * Asks this server, with the session's cookie and token.
 * @throws RequestError for every answer but 2xx.
 */
export async function request(path: string, init: RequestInit & { language?: string } = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('Accept-Language', document.documentElement.lang);
  if (csrfToken !== null && init.method !== undefined && init.method !== 'GET') headers.set('X-CSRF-Token', csrfToken);
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init, headers });
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause;
    throw new RequestError(0, 'Unreachable', cause instanceof Error ? cause.message : String(cause));
  }
  if (response.ok) return response;
  const refusal = await refusalIn(response);
  if (refusal.code === 'NotSignedIn') for (const listener of expiryListeners) listener();
  throw refusal;
}

export async function postJson(path: string, body: unknown, init: RequestInit = {}): Promise<Response> {
  return request(path, {
    ...init,
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(init.headers as Record<string, string> | undefined) },
    body: JSON.stringify(body),
  });
}

async function refusalIn(response: Response): Promise<RequestError> {
  const body: unknown = await response.json().catch(() => null);
  const error = (body as { error?: { code?: unknown; message?: unknown } } | null)?.error;
  return new RequestError(
    response.status,
    typeof error?.code === 'string' ? error.code : '',
    typeof error?.message === 'string' ? error.message : `HTTP ${response.status}`,
  );
}
