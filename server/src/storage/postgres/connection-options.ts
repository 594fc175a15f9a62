/** How long a connection, or an answer to a question that touches no mail, may take until the database counts as away. */
export const answerWithinMs = 10_000;

/**
 * What every connection to the database has. A machine that loses its power says no goodbye: without keepalives of our side
 * whoever waits for its answer would wait for two hours, and with him every writer of that mailbox.
 */
export const connectionOptions = {
  connectionTimeoutMillis: answerWithinMs,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} as const;

/**
 * How long a transaction may stand still between two questions. Between them we only compute: one that does is of a server that is
 * frozen (a machine that is paused, SIGSTOP), and all others would wait for what it has locked (docs/decisions/0236).
 */
const longestStillnessMs = 30_000;

/**
 * What the database's side does on a connection of ours: a server that loses its network holds the locks of its mailboxes for half a
 * minute, not for the two hours of the kernel, and one that is frozen those of its transactions.
 */
export function sessionSettings(stillnessMs = longestStillnessMs): string {
  return [
    'SET tcp_keepalives_idle = 10',
    'SET tcp_keepalives_interval = 5',
    'SET tcp_keepalives_count = 3',
    'SET tcp_user_timeout = 30000',
    `SET idle_in_transaction_session_timeout = ${stillnessMs}`,
  ].join('; ');
}
