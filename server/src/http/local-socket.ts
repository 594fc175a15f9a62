import { chmod, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { listenLocal, type RequestHandler, type WebListener } from './listeners.ts';

/**
 * `relais.sock` in the data directory, mode 0600: whoever may open it owns the data and is Organization Management.
 * A socket file that nobody answers on is left over from a killed process and is removed.
 * @throws Error when another running server answers on it.
 */
export async function openLocalSocket(path: string, handler: RequestHandler): Promise<WebListener> {
  await removeStale(path);
  const listener = await bornPrivate(() => listenLocal(path, handler));
  await chmod(path, 0o600);
  return listener;
}

/**
 * The file is born with mode 0600, so there is no moment at which others may connect. The mask is the whole process's and is
 * put back before anything is waited for (Node binds within `listen`): a folder that is made beside it must be one that can be
 * entered, and two servers that start at a time would put back each other's.
 */
function bornPrivate<T>(listen: () => Promise<T>): Promise<T> {
  const mask = process.umask(0o177);
  try {
    return listen();
  } finally {
    process.umask(mask);
  }
}

async function removeStale(path: string): Promise<void> {
  const answered = await new Promise<'running' | 'stale' | 'none'>((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve('running');
    });
    socket.once('error', (cause: NodeJS.ErrnoException) => resolve(cause.code === 'ENOENT' ? 'none' : 'stale'));
  });
  if (answered === 'running')
    throw new Error(`another server is running on this data directory (it answers on ${path})`);
  if (answered === 'stale') await unlink(path);
}
