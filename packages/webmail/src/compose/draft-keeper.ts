import type { Draft } from './draft.ts';
import { dropJournal, journalledDrafts, type KeptDraft, type Outgoing } from './draft-journal.ts';

const databaseName = 'relais-drafts';
const storeName = 'drafts';

const lockOf = (key: string): string => `relais-draft-${key}`;

/** What was written and is not on the server yet survives a killed tab in this browser (IndexedDB), however many there are. */
export async function keepDraft(account: string, draft: Draft, outgoing?: Outgoing): Promise<void> {
  const kept: KeptDraft = { account, draft, at: Date.now(), ...(outgoing === undefined ? {} : { outgoing }) };
  // Storage that is full or forbidden: the server's copy is then the only one.
  await change((store) => store.put(kept, draft.key)).catch(() => undefined);
}

export async function forgetDraft(key: string): Promise<void> {
  dropJournal(key);
  await change((store) => store.delete(key)).catch(() => undefined);
}

/** Drafts that no open page is writing and that are not on their way, the latest first. */
export async function abandonedDrafts(account: string): Promise<readonly Draft[]> {
  return (await keptDrafts(account)).filter(({ outgoing }) => outgoing === undefined).map(({ draft }) => draft);
}

/**
 * Calls `look` each time that a page lets go of a draft of this account which it has in hand now: it was closed, or is still
 * ending while this one begins.
 */
export async function watchDraftsInHand(account: string, look: () => void, signal: AbortSignal): Promise<void> {
  const held = await heldLocks();
  for (const { account: owner, draft } of [...(await storedDrafts()), ...journalledDrafts()]) {
    const name = lockOf(draft.key);
    if (owner !== account || !held.has(name) || signal.aborted) continue;
    // Waits for it, and gives it back at once.
    navigator.locks.request(name, { signal }, async () => {}).then(look, () => undefined);
  }
}

/** Those that wait for the connection to be sent, in the order in which they were written. */
export async function outgoingDrafts(account: string): Promise<readonly (KeptDraft & { outgoing: Outgoing })[]> {
  const kept = (await keptDrafts(account)).flatMap((one) =>
    one.outgoing === undefined ? [] : [{ ...one, outgoing: one.outgoing }],
  );
  return kept.toReversed();
}

/** The latest of each draft, from both places where this browser keeps them; the one written last first. */
async function keptDrafts(account: string): Promise<readonly KeptDraft[]> {
  const latest = new Map<string, KeptDraft>();
  for (const kept of [...(await storedDrafts()), ...journalledDrafts()]) {
    const known = latest.get(kept.draft.key);
    // What is on its way is written no more.
    if (known === undefined || (known.outgoing === undefined && kept.at >= known.at)) latest.set(kept.draft.key, kept);
  }
  const held = await heldLocks();
  return [...latest.values()]
    .filter((kept) => kept.account === account && !held.has(lockOf(kept.draft.key)))
    .sort((a, b) => b.at - a.at);
}

async function heldLocks(): Promise<ReadonlySet<string | undefined>> {
  return new Set((await navigator.locks.query()).held?.map(({ name }) => name));
}

async function storedDrafts(): Promise<readonly KeptDraft[]> {
  try {
    const database = await open();
    const all = await answer<KeptDraft[]>(database.transaction(storeName).objectStore(storeName).getAll());
    database.close();
    return all;
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

/** Runs `work` unless another page of this browser has the draft in hand. */
export async function withDraft(key: string, work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(lockOf(key), { ifAvailable: true }, async (lock) => {
    if (lock !== null) await work();
  });
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
