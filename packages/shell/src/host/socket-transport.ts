import { request } from 'node:http';
import type { AdminTransport } from './cmdlet-client.ts';

/** Requests to the server of this machine over its socket; whoever may open it is Organization Management. */
export function socketTransport(socketPath: string, organisation = '-'): AdminTransport {
  return async (asked, signal) =>
    await new Promise((resolve, reject) => {
      const sent = request(
        {
          socketPath,
          path: `/adminapi/beta/${encodeURIComponent(organisation)}/${asked.path}`,
          method: asked.body === undefined ? 'GET' : 'POST',
          headers: { host: 'localhost', ...asked.headers },
          ...(signal === undefined ? {} : { signal }),
        },
        (response) => resolve({ status: response.statusCode ?? 0, body: response }),
      );
      sent.on('error', (error: NodeJS.ErrnoException) => reject(explained(error, socketPath)));
      sent.end(asked.body);
    });
}

function explained(error: NodeJS.ErrnoException, socketPath: string): Error {
  switch (error.code) {
    case 'ENOENT':
      return new Error(
        `There is no server socket at "${socketPath}". Is the server running? Start it with "relais serve", or name its data directory with --data.`,
        { cause: error },
      );
    case 'ECONNREFUSED':
      return new Error(
        `Nobody answers at the socket "${socketPath}"; the server has stopped. Start it with "relais serve".`,
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
      return new Error(
        `You may not open "${socketPath}". Run the shell as the user who owns the server's data, or use --connect with an administrator's name.`,
        { cause: error },
      );
    default:
      return error;
  }
}
