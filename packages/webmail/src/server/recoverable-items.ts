import { requestJson } from '@relais/browser-frame/server/request.ts';

/** The answers of `server/src/http/user-api/recoverable-items.ts`. */
export interface RecoverableItem {
  readonly id: string;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  /** As the server knows it: `INBOX`, `Plans/2026`. */
  readonly folder: string;
  readonly deletedAt: string;
  readonly receivedAt: string;
  readonly sizeBytes: number;
  readonly hasAttachments: boolean;
}

export interface RecoverablePage {
  readonly total: number;
  /** `after` of the next page. */
  readonly next: string | null;
  /** `null`: without end. */
  readonly keptDays: number | null;
  /** What is purged can still be brought back by an administrator. */
  readonly keepsPurged: boolean;
  readonly items: readonly RecoverableItem[];
}

const path = '/api/recoverable-items';

export function recoverablePage(
  account: string,
  text: string,
  after: string | null,
  signal?: AbortSignal,
): Promise<RecoverablePage> {
  const query = new URLSearchParams({ account, text, ...(after === null ? {} : { after }) });
  return requestJson<RecoverablePage>(`${path}?${query}`, undefined, signal === undefined ? {} : { signal });
}

/** At most 500 at once, all or none; into the folders they were in. */
export function recover(
  account: string,
  ids: readonly string[],
): Promise<{ readonly missing: readonly string[]; readonly folders: readonly string[] }> {
  return requestJson(`${path}/recover`, { account, ids });
}

export function purge(account: string, ids: readonly string[]): Promise<{ readonly missing: readonly string[] }> {
  return requestJson(`${path}/purge`, { account, ids });
}
