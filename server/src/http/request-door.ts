import type { IncomingMessage } from 'node:http';

/** Which listener a request came through: HTTP, HTTPS, or the Unix socket in the data directory. */
export type RequestDoor = 'plain' | 'tls' | 'local';

const doors = new WeakMap<IncomingMessage, RequestDoor>();

/** Called by the listener for each request, before any route sees it; no header can claim a door. */
export function markRequestDoor(request: IncomingMessage, door: RequestDoor): void {
  doors.set(request, door);
}

export function requestDoor(request: IncomingMessage): RequestDoor {
  return doors.get(request) ?? 'plain';
}
