// The thread that has logs synced while others are being synced. One that is asked for alone it syncs itself; several go
// side by side to the thread pool, which has more threads to wait for the disk.
import { fdatasync, fdatasyncSync } from 'node:fs';
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';

/** The descriptor of a log that has been synced, or what went wrong. */
export type Flushed =
  | number
  | {
      readonly descriptor: number;
      readonly message: string;
      readonly code: string | undefined;
      readonly errno: number | undefined;
    };

let underWay = 0;

parentPort?.on('message', (first: number) => {
  const asked = [first];
  for (let next = receiveNext(); next !== undefined; next = receiveNext()) asked.push(next);
  if (asked.length === 1 && underWay === 0) parentPort?.postMessage(flushedNow(first));
  else for (const descriptor of asked) flushBeside(descriptor);
});

function receiveNext(): number | undefined {
  return parentPort === null ? undefined : (receiveMessageOnPort(parentPort)?.message as number | undefined);
}

function flushedNow(descriptor: number): Flushed {
  try {
    fdatasyncSync(descriptor);
    return descriptor;
  } catch (error) {
    return failed(descriptor, error as NodeJS.ErrnoException);
  }
}

function flushBeside(descriptor: number): void {
  underWay++;
  fdatasync(descriptor, (error) => {
    underWay--;
    parentPort?.postMessage(error === null ? descriptor : failed(descriptor, error));
  });
}

function failed(descriptor: number, { message, code, errno }: NodeJS.ErrnoException): Flushed {
  return { descriptor, message, code, errno };
}
