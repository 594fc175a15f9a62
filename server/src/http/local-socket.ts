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
  // The file is born under this mask, so there is no moment at which others may connect.
  const mask = process.umask(0o177);
  try {
    const listener = await listenLocal(path, handler);
    await chmod(path, 0o600);
    return listener;
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
