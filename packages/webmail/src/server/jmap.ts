import {
  noteRefusal,
  refusalOf,
  RequestError,
  request,
  requestJson,
  unreachable,
} from '@relais/browser-frame/server/request.ts';
import { Turns } from './turns.ts';

/** RFC 8620 from the client's side: the session once, then batches of method calls. */
interface JmapSession {
  readonly capabilities: {
    readonly 'urn:ietf:params:jmap:core': Readonly<
      Record<'maxSizeRequest' | 'maxSizeUpload' | 'maxConcurrentUpload' | 'maxConcurrentRequests', number>
    >;
  };
  readonly accounts: Readonly<Record<string, JmapAccount>>;
  readonly primaryAccounts: Readonly<Record<string, string>>;
  readonly apiUrl: string;
  readonly uploadUrl: string;
  readonly downloadUrl: string;
  readonly state: string;
}

interface JmapAccount {
  readonly name: string;
  readonly isPersonal: boolean;
  readonly isReadOnly: boolean;
  readonly accountCapabilities: Readonly<Record<string, { readonly mayCreateTopLevelMailbox?: boolean }>>;
}

/** A mailbox of somebody else in which something is open to this user. */
export interface OthersAccount {
  readonly id: string;
  /** Its address. */
  readonly name: string;
  /** All of it is open to him (FullAccess), not only folders. */
  readonly isWhole: boolean;
}

export type Call = readonly [method: string, args: Readonly<Record<string, unknown>>, id: string];

const using = [
  'urn:ietf:params:jmap:core',
  'urn:ietf:params:jmap:mail',
  'urn:ietf:params:jmap:submission',
  'urn:ietf:params:jmap:quota',
  'urn:ietf:params:jmap:mdn',
];

/** What a method refused, or a /set of one object, with its type of RFC 8620 §3.6.2 or §5.3. */
export class JmapError extends Error {
  readonly type: string;
  /** What stands beside the type (`invalidRecipients`). */
  readonly details: Readonly<Record<string, unknown>>;
  constructor({ type, ...details }: { readonly type: string; readonly description?: string }) {
    super(details.description ?? type);
    this.name = 'JmapError';
    this.type = type;
    this.details = details;
  }
}

const requests = new Turns('maxConcurrentRequests');
const uploads = new Turns('maxConcurrentUpload');

let session: Promise<JmapSession> | null = null;

function jmapSession(): Promise<JmapSession> {
  session ??= requestJson<JmapSession>('/.well-known/jmap').catch((cause: unknown) => {
    session = null;
    throw cause;
  });
  return session;
}

/** The session names this server as it was reached; a page asks the server that it came from. */
function pathIn(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/, '');
}

export async function accountId(): Promise<string> {
  return (await jmapSession()).primaryAccounts['urn:ietf:params:jmap:mail'] ?? '';
}

export async function othersAccounts(): Promise<readonly OthersAccount[]> {
  return Object.entries((await jmapSession()).accounts)
    .filter(([, { isPersonal }]) => !isPersonal)
    .map(([id, { name, accountCapabilities }]) => ({
      id,
      name,
      isWhole: accountCapabilities['urn:ietf:params:jmap:mail']?.mayCreateTopLevelMailbox === true,
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

const sessionListeners = new Set<() => void>();

/** Called when the server says that the session is another: an account was opened or closed to this user. */
export function onSessionChange(listener: () => void): () => void {
  sessionListeners.add(listener);
  return () => void sessionListeners.delete(listener);
}

/** Forgets the session, which is read again when next asked for. */
export function sessionChanged(): void {
  session = null;
  for (const listener of sessionListeners) listener();
}

/**
 * Runs calls in one request, each in the user's own account unless it names another; the answers by call id. `key`: a name of the request,
 * under which it is done once however often it is asked for. @throws JmapError for the first that failed.
 */
export async function jmap(
  calls: readonly Call[],
  signal?: AbortSignal,
  key?: string,
): Promise<Readonly<Record<string, Record<string, unknown>>>> {
  const { apiUrl, state, capabilities } = await jmapSession();
  const account = await accountId();
  const methodCalls = calls.map(([method, args, id]) => [method, { accountId: account, ...args }, id]);
  const { maxSizeRequest, maxConcurrentRequests } = capabilities['urn:ietf:params:jmap:core'];
  // The server closes the connection in the middle of one that is too large, which looks like a lost network.
  const body = JSON.stringify({ using, methodCalls });
  // In UTF-8 a letter of JavaScript's has at most three bytes: only what may be too large is counted.
  if (body.length * 3 > maxSizeRequest && new Blob([body]).size > maxSizeRequest)
    throw new RequestError(413, 'maxSizeRequest', 'maxSizeRequest');
  const { methodResponses, sessionState } = await requests.run(
    maxConcurrentRequests,
    () =>
      requestJson<{
        methodResponses: readonly Call[];
        sessionState: string;
      }>(pathIn(apiUrl), undefined, {
        method: 'POST',
        body,
        ...(signal === undefined ? {} : { signal }),
        headers: { 'Content-Type': 'application/json', ...(key === undefined ? {} : { 'Idempotency-Key': key }) },
      }),
    signal,
  );
  if (sessionState !== state) sessionChanged();
  const answers: Record<string, Record<string, unknown>> = {};
  for (const [method, args, id] of methodResponses) {
    if (method === 'error') throw new JmapError(args as { type: string });
    // A method may be followed by another of the same id; the first is its own answer.
    answers[id] ??= args;
  }
  return answers;
}

/** @throws JmapError with the words of the first object that a /set refused. */
export function requireAllSet(answer: Readonly<Record<string, unknown>> | undefined): void {
  for (const key of ['notCreated', 'notUpdated', 'notDestroyed']) {
    const [refusal] = Object.values((answer?.[key] ?? {}) as Record<string, { type: string }>);
    if (refusal !== undefined) throw new JmapError(refusal);
  }
}

export interface UploadedBlob {
  readonly blobId: string;
  readonly type: string;
  readonly size: number;
}

/** Of one file; a larger one is refused by the server, after all of it went there. */
export async function mostUploadBytes(): Promise<number> {
  return (await jmapSession()).capabilities['urn:ietf:params:jmap:core'].maxSizeUpload;
}

/** Uploads a file; `onProgress` hears fractions from 0 to 1. */
export async function uploadFile(
  file: File,
  csrfToken: string | null,
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<UploadedBlob> {
  const { uploadUrl, capabilities } = await jmapSession();
  const url = pathIn(uploadUrl).replace('{accountId}', encodeURIComponent(await accountId()));
  const most = capabilities['urn:ietf:params:jmap:core'].maxConcurrentUpload;
  return await uploads.run(most, () => sendFile(url, file, csrfToken, onProgress, signal), signal);
}

function sendFile(
  url: string,
  file: File,
  csrfToken: string | null,
  onProgress: (fraction: number) => void,
  signal: AbortSignal | undefined,
): Promise<UploadedBlob> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('POST', url);
    call.setRequestHeader('Accept-Language', document.documentElement.lang);
    call.setRequestHeader('Content-Type', file.type === '' ? 'application/octet-stream' : file.type);
    if (csrfToken !== null) call.setRequestHeader('X-CSRF-Token', csrfToken);
    call.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    call.addEventListener('load', () => {
      const answer = jsonIn(call.responseText) as Partial<UploadedBlob>;
      if (call.status === 201 && answer.blobId !== undefined) return resolve(answer as UploadedBlob);
      const refusal = refusalOf(call.status, answer);
      noteRefusal(refusal);
      reject(refusal);
    });
    signal?.addEventListener('abort', () => call.abort());
    call.addEventListener('abort', () => reject(new RequestError(0, 'aborted', 'aborted')));
    call.addEventListener('error', () => reject(unreachable()));
    call.send(file);
  });
}

/** What stands between may answer with a page of its own: a proxy that takes no file so large, or finds no server. */
function jsonIn(text: string): object {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {};
  }
}

export function downloadPath(account: string, blobId: string, name: string, type: string): string {
  return `/jmap/download/${encodeURIComponent(account)}/${encodeURIComponent(blobId)}/${encodeURIComponent(name)}?type=${encodeURIComponent(type)}`;
}

export async function downloadText(account: string, blobId: string): Promise<string> {
  const answer = await request(downloadPath(account, blobId, 'source.txt', 'text/plain'));
  return textOf(await answer.arrayBuffer());
}

/** Text says seldom how it is written: by its mark, as UTF-8 where it is that, else as Windows wrote it. */
function textOf(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
