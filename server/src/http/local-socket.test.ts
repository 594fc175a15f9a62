import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openLocalSocket } from './local-socket.ts';

test('the socket is its owner’s alone, and what is made while it opens has the usual rights', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-socket-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const mask = process.umask();
  t.after(() => void process.umask(mask));
  const paths = ['one.sock', 'two.sock'].map((name) => join(place, name));
  const opening = paths.map((path) => openLocalSocket(path, () => {}));
  const seen = new Set<number>();
  let isOpen = false;
  const opened = Promise.all(opening).finally(() => (isOpen = true));
  while (!isOpen) {
    seen.add(process.umask());
    await new Promise((resolve) => setImmediate(resolve));
  }
  const sockets = await opened;
  t.after(() => Promise.all(sockets.map((socket) => socket.close(0))).then(() => {}));
  assert.deepEqual(
    [...seen, process.umask()].filter((one) => one !== mask),
    [],
  );
  for (const path of paths) assert.equal((await stat(path)).mode & 0o777, 0o600);
});
