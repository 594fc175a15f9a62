import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/**
 * An address where connections get no answer: its queue is full, and nobody takes any out. `port` 0: a free one.
 * The kernel then answers nothing at all, as if a wall stood before it.
 */
export async function startSilentHost(
  address: string,
  port: number,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     const server = require('node:net').createServer();
     server.listen({ host: workerData.address, port: workerData.port, backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     });`,
    { eval: true, workerData: { address, port } },
  );
  const [chosen] = (await once(worker, 'message')) as [number];
  const filling: Socket[] = [];
  for (let count = 0; count < 2; count += 1) {
    const socket = connect({ host: address, port: chosen });
    filling.push(socket);
    socket.on('error', () => {});
    await once(socket, 'connect');
  }
  return {
    port: chosen,
    async close() {
      for (const socket of filling) socket.destroy();
      await worker.terminate();
    },
  };
}
