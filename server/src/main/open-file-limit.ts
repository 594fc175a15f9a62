import { readFile } from 'node:fs/promises';

/** A session is a file, a mailbox that is open about ten: fewer than that is a limit that somebody forgot. */
const enough = 4096;
const filesOfMailbox = 10;

/** What each part of the server may take of the files and connections that the process may have open. */
export interface OpenFileShares {
  /** `null`: no limit, or unknown. */
  readonly most: number | null;
  readonly mailboxes: number;
  readonly sessions: number;
  readonly webConnections: number;
}

/** Only Linux says its limit; elsewhere there is none. */
export async function openFileShares(): Promise<OpenFileShares> {
  return sharesIn(await readFile('/proc/self/limits', 'utf8').catch(() => ''));
}

/**
 * The store first: without its files those who are connected already can do nothing. An eighth is for what comes and goes:
 * mail that leaves, logs, questions to the DNS, connections whose TLS begins.
 */
export function sharesIn(limits: string): OpenFileShares {
  const most = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Infinity);
  if (most === Infinity) return { most: null, mailboxes: 100, sessions: Infinity, webConnections: Infinity };
  const mailboxes = Math.max(4, Math.min(100, Math.floor(most / 4 / filesOfMailbox)));
  const left = Math.max(8, most - mailboxes * filesOfMailbox - Math.max(64, Math.floor(most / 8)));
  const webConnections = Math.floor(left / 4);
  return { most, mailboxes, sessions: left - webConnections, webConnections };
}

/** What to say of a limit at which clients are turned away; null: it is no worry, or unknown. */
export function openFileWarning({ most, sessions, webConnections }: OpenFileShares): string | null {
  return most === null || most >= enough
    ? null
    : `this process may open ${most} files and connections at once: ${sessions} sessions and ${webConnections} connections of browsers have room, further ones are turned away. ` +
        'Raise it: LimitNOFILE=65536 in the unit, or ulimit -n.';
}
