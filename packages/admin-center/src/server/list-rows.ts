import type { ManagementObject } from '@relais/management-contract';
import {
  notifyManager,
  type Query,
  type QueryClient,
  type QueryKey,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { RequestError } from '@relais/browser-frame/server/request.ts';
import type { Command } from './command-line.ts';
import { invoke } from './invoke.ts';

/** A list that is being read: how far it is, and the way to stop; what has come stays. */
export interface Reading {
  readonly rows: number;
  /** Nothing whole stands in the list yet; otherwise it is read anew and shows what it held. */
  readonly isFirst: boolean;
  readonly stop: () => void;
}

interface Listing {
  readonly rows: readonly ManagementObject[];
  readonly reading: Reading | null;
  /** All that there were, as of the last time. */
  readonly isWhole: boolean;
}

/** The first screen; after it what has come is shown whenever it has grown by half, so that showing costs little. */
const firstShown = 60;
const growth = 1.5;
const shownAfterMs = 400;
/** A list that is longer is read anew beside what people do, who don't wait for it. */
const longRows = 1000;

/**
 * The rows of a Get- cmdlet for a list, however many: they are shown as they come, and `reading` says how far it is. When
 * it is read anew, the rows of before stay until all have come. Only the properties of `select` travel.
 */
export function useListRows(
  cmdlet: string,
  parameters: Command['parameters'] = {},
  options: { readonly enabled?: boolean; readonly everyMs?: number; readonly select?: string } = {},
) {
  const client = useQueryClient();
  const { enabled, everyMs, select } = options;
  const queryKey = ['rows', cmdlet, parameters, select ?? 'all'];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => readListing(client, queryKey, { cmdlet, parameters }, select, signal),
    // Comparing each of 20,000 rows with what it was would cost more than drawing the thirty in sight.
    structuralSharing: false,
    ...(enabled === undefined ? {} : { enabled }),
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
  return {
    data: data?.rows,
    error,
    refetch,
    reading: error === null ? (data?.reading ?? null) : null,
    /** Somebody stopped it before all rows had come. */
    isStopped: data !== undefined && data.reading === null && !data.isWhole,
  };
}

async function readListing(
  client: QueryClient,
  queryKey: QueryKey,
  { cmdlet, parameters }: Command,
  select: string | undefined,
  signal: AbortSignal,
): Promise<Listing> {
  const before = client.getQueryData<Listing>(queryKey);
  const kept = before?.isWhole === true ? before.rows : null;
  const stopping = new AbortController();
  let come: readonly ManagementObject[] = [];
  let shown = 0;
  let shownAt = performance.now();
  const onRows = (rows: readonly ManagementObject[]): void => {
    come = rows;
    const now = performance.now();
    const isDue = rows.length >= Math.max(firstShown, shown * growth) || now - shownAt > shownAfterMs;
    if (rows.length === shown || !isDue) return;
    [shown, shownAt] = [rows.length, now];
    client.setQueryData<Listing>(queryKey, {
      rows: kept ?? [...rows],
      reading: { rows: rows.length, isFirst: kept === null, stop: () => stopping.abort() },
      isWhole: kept !== null,
    });
  };
  try {
    const { rows } = await invoke(cmdlet, parameters, {
      signal: AbortSignal.any([signal, stopping.signal]),
      onRows,
      ...(select === undefined ? {} : { select }),
    });
    return { rows, reading: null, isWhole: true };
  } catch (cause) {
    if (!stopping.signal.aborted || signal.aborted) throw cause;
    return { rows: kept ?? [...come], reading: null, isWhole: kept !== null };
  }
}

/**
 * Makes every list look again, and waits until the short ones are on the page: what was changed shows in them when it is said to be
 * done. `null`, or that the server is gone: who waits for lists that ask it again waits in vain.
 */
export async function lookAgain(client: QueryClient): Promise<RequestError | null> {
  const gone = Promise.withResolvers<RequestError>();
  const unsubscribe = client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'failed' || event.query.queryKey[0] !== 'rows') return;
    const { error } = event.action;
    if (error instanceof RequestError && error.status === 0) gone.resolve(error);
  });
  try {
    return await Promise.race([gone.promise, listsLookAgain(client)]);
  } finally {
    unsubscribe();
  }
}

async function listsLookAgain(client: QueryClient): Promise<null> {
  const isLong = ({ state: { data } }: Query): boolean =>
    typeof data === 'object' && data !== null && 'rows' in data && (data as Listing).rows.length > longRows;
  void client.invalidateQueries({ queryKey: ['rows'], predicate: isLong });
  await client.invalidateQueries({ queryKey: ['rows'], predicate: (query) => !isLong(query) });
  // Pages are told of answers in the order in which they came, after this.
  await new Promise<void>((resolve) => notifyManager.schedule(resolve));
  return null;
}
