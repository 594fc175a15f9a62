import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { programEnvironment, runRelais, startServerProcess } from '../support/server-process.ts';

const program = new URL('../../server/src/main/bin.ts', import.meta.url).pathname;
const messages = 40;
const at = 20;

const textOf = (index: number): string =>
  // Two of them are the same, byte by byte and second by second.
  `Subject: ${index === 7 ? 6 : index}\nMessage-ID: <${index === 7 ? 6 : index}@contoso.com>\n\nbody\n`;
const nameOf = (index: number): string => `${1_700_000_000 + index}.U${index + 1}.old:2,S`;

/** A Maildir whose message number `at` can be read only when the test has written it. */
async function makeSource(place: string): Promise<string> {
  const cur = join(place, 'source', 'Projects', 'cur');
  await mkdir(cur, { recursive: true });
  for (let index = 0; index < messages; index += 1) {
    if (index === at) await promisify(execFile)('mkfifo', [join(cur, nameOf(index))]);
    else await writeFile(join(cur, nameOf(index)), textOf(index));
    await utimes(join(cur, nameOf(index)), 1_700_000_000, 1_700_000_000);
  }
  return join(place, 'source');
}

for (const signal of ['SIGTERM', 'SIGKILL'] as const)
  test(`an import that ${signal} ended goes on when it is started again, and brings nothing twice`, async (t) => {
    const place = await mkdtemp(join(tmpdir(), 'relais-again-'));
    t.after(() => rm(place, { recursive: true, force: true }));
    const server = await startServerProcess(t);
    await server.kill('SIGTERM');
    const source = await makeSource(place);
    const waiting = join(source, 'Projects', 'cur', nameOf(at));
    const args = ['import', '--data', server.dataDirectory, '--mailbox', 'bob', '--from', source];
    const child = spawn(process.execPath, [program, ...args], {
      env: programEnvironment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (said += chunk));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    // Opens when the import has come to it.
    const pipe = await open(waiting, 'w');
    child.kill(signal);
    if (signal === 'SIGTERM') await pipe.write(textOf(at));
    await pipe.close();
    assert.equal(await ended, signal === 'SIGTERM' ? 1 : null);
    if (signal === 'SIGTERM') {
      assert.match(said, new RegExp(`imported ${at + 1} messages`));
      assert.match(
        said,
        /It was stopped\. What came in stays, the last of it from .*U21.*the same import once more goes on/,
      );
    }
    await rm(waiting);
    await writeFile(waiting, textOf(at));
    await utimes(waiting, 1_700_000_000, 1_700_000_000);

    const again = await runRelais(args);
    assert.equal(again.exitCode, 0, again.stderr);
    // A message is there or not when a kill ends its commit: it is counted once, on one side or the other.
    const [, came, known] = /imported (\d+) messages, (\d+) were there already/.exec(again.stdout) ?? [];
    assert.equal(Number(came) + Number(known), messages);
    assert.ok(Number(known) >= at);
    assert.match((await runRelais(args)).stdout, new RegExp(`imported 0 messages, ${messages} were there already`));
    const out = join(place, 'out');
    const exported = await runRelais(['export', '--data', server.dataDirectory, '--mailbox', 'bob', '--to', out]);
    assert.equal(exported.exitCode, 0, exported.stderr);
    const cur = join(out, 'Projects', 'cur');
    const texts = await Promise.all((await readdir(cur)).map((name) => readFile(join(cur, name), 'utf8')));
    const expected = Array.from({ length: messages }, (_, index) => textOf(index).replaceAll('\n', '\r\n'));
    assert.deepEqual(texts.sort(), expected.sort());
    assert.equal((await runRelais(['verify', '--data', server.dataDirectory])).exitCode, 0);
  });
