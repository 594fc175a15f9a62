import type { Draft } from './draft.ts';

const databaseName = 'relais-drafts';
const storeName = 'drafts';

interface Kept {
  readonly account: string;
  readonly draft: Draft;
  readonly at: number;
}

const lockOf = (key: string): string => `relais-draft-${key}`;

/** What was written and is not on the server yet survives a killed tab in this browser (IndexedDB), however many there are. */
export async function keepDraft(account: string, draft: Draft): Promise<void> {
  const kept: Kept = { account, draft, at: Date.now() };
  // Storage that is full or forbidden: the server's copy is then the only one.
  await change((store) => store.put(kept, draft.key)).catch(() => undefined);
}

export async function forgetDraft(key: string): Promise<void> {
  await change((store) => store.delete(key)).catch(() => undefined);
}

/** Drafts that no open page is writing, the latest first. */
export async function abandonedDrafts(account: string): Promise<readonly Draft[]> {
  try {
    const database = await open();
    const all = await answer<Kept[]>(database.transaction(storeName).objectStore(storeName).getAll());
    database.close();
    const held = new Set((await navigator.locks.query()).held?.map(({ name }) => name));
    return all
      .filter((kept) => kept.account === account && !held.has(lockOf(kept.draft.key)))
      .sort((a, b) => b.at - a.at)
      .map(({ draft }) => draft);
  } catch {
    return [];
  }
}

/** Tells other pages of this browser that the draft is being written here, until the returned function is called. */
export function claimDraft(key: string): () => void {
  let release = (): void => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  void navigator.locks.request(lockOf(key), () => until);
  return release;
}

async function change(work: (store: IDBObjectStore) => IDBRequest): Promise<void> {
  const database = await open();
  try {
    await answer(work(database.transaction(storeName, 'readwrite').objectStore(storeName)));
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(storeName));
  return answer(request);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB')));
  });
}
