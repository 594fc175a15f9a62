// A second connection that says NOOP every few milliseconds while a workload runs, on a thread of its own so that the
// driver's own work is not taken for the server's.
import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const betweenMs = 5;
const { port, user, password } = workerData as { port: number; user: string; password: string };
const socket = connect(port, '127.0.0.1');
socket.setNoDelay(true);
const delays: number[] = [];
let asked = 0;
let stage: 'greeting' | 'sign-in' | 'watching' = 'greeting';
let ended = false;

socket.on('data', (chunk: Buffer) => {
  const text = chunk.toString('latin1');
  if (stage === 'greeting') {
    socket.write(`a LOGIN ${user} ${password}\r\n`);
    stage = 'sign-in';
  } else if (stage === 'sign-in') {
    if (!/^a OK/m.test(text)) return;
    stage = 'watching';
    parentPort?.postMessage('ready');
    ask();
  } else if (/^n (?:OK|NO|BAD)/m.test(text)) {
    delays.push(performance.now() - asked);
    if (!ended) setTimeout(ask, betweenMs);
  }
});

function ask(): void {
  asked = performance.now();
  socket.write('n NOOP\r\n');
}

parentPort?.on('message', () => {
  ended = true;
  socket.destroy();
  parentPort?.postMessage(delays);
  parentPort?.close();
});
