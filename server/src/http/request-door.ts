import type { IncomingMessage } from 'node:http';

/** Which listener a request came through: HTTP, HTTPS, or the Unix socket in the data directory. */
export type RequestDoor = 'plain' | 'tls' | 'local';

interface Listener {
  readonly door: RequestDoor;
  readonly closing: AbortSignal;
  /** Its connection is one more than its address may have. */
  readonly isOverLimit: boolean;
}

const listeners = new WeakMap<IncomingMessage, Listener>();
const neverClosing = new AbortController().signal;

/** Called by the listener for each request, before any route sees it; no header can claim a door. */
export function markRequestDoor(request: IncomingMessage, listener: Listener): void {
  listeners.set(request, listener);
}

export function requestDoor(request: IncomingMessage): RequestDoor {
  return listeners.get(request)?.door ?? 'plain';
}

export function isOverLimit(request: IncomingMessage): boolean {
  return listeners.get(request)?.isOverLimit ?? false;
}

/** Aborted when the listener closes that the request came through: answers without an end of their own end then. */
export function doorClosing(request: IncomingMessage): AbortSignal {
  return listeners.get(request)?.closing ?? neverClosing;
}
