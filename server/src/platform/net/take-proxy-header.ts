import type { Socket } from 'node:net';
import { type ProxiedEnds, readProxyHeader } from './proxy-header.ts';

/** A proxy sends its header with the first packet. */
const limitMs = 5000;

/** Reads the header off a connection of a trusted proxy; what follows it stays to be read. The connection is closed when there is none. */
export function takeProxyHeader(socket: Socket, onRead: (ends: ProxiedEnds | null) => void): void {
  const timer = setTimeout(() => socket.destroy(), limitMs);
  timer.unref();
  let bytes: Buffer = Buffer.alloc(0);
  const done = (): void => {
    clearTimeout(timer);
    socket.off('readable', read);
    socket.off('close', done);
  };
  const read = (): void => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    bytes = Buffer.concat([bytes, chunk]);
    const header = readProxyHeader(bytes);
    if (header.kind === 'incomplete') return;
    done();
    if (header.kind === 'invalid') return void socket.destroy();
    if (bytes.length > header.length) socket.unshift(bytes.subarray(header.length));
    onRead(header.ends);
  };
  socket.on('readable', read);
  socket.on('close', done);
}
