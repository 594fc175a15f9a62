// A process of node:test for one test file, or for several that share it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { projectEnvironment, root } from './runtime.mjs';

/** A browser that hangs, and a file that leaves a handle open, do not hold up the rest. */
const longestMs = { browser: 480_000, furtherFileWithABrowser: 240_000, other: 900_000 };

/**
 * What failed, with the files that may be at fault, how long each took, which tests were skipped, so that nobody takes them for
 * passed, and what is to be shown (`[stream, chunk]`), unless it was shown while it went on.
 */
export async function runFiles(group, { isFollowed }) {
  const isBrowser = group.every((file) => file.startsWith('test/browser/'));
  const scratch = mkdtempSync(join(tmpdir(), 'relais-results-'));
  const report = join(scratch, 'report.jsonl');
  const options = [
    '--test',
    '--test-isolation=none',
    '--test-concurrency=1',
    '--test-timeout=600000',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    `--test-reporter=${join(root, 'tools', 'file-results.mjs')}`,
    `--test-reporter-destination=${report}`,
    ...(isBrowser ? ['--test-force-exit'] : []),
  ];
  const began = Date.now();
  const child = spawn(process.execPath, [...options, join(root, 'tools', 'files-of-process.mjs')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: isBrowser ? longestMs.browser + (group.length - 1) * longestMs.furtherFileWithABrowser : longestMs.other,
    killSignal: 'SIGKILL',
    env: projectEnvironment({
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.compile-cache'),
      RELAIS_TEST_FILES: JSON.stringify(group),
    }),
  });
  const said = [];
  for (const [stream, screen] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ])
    stream.on('data', (chunk) => void (isFollowed ? screen.write(chunk) : said.push([screen, chunk])));
  const closed = once(child, 'close');
  const [status] = await once(child, 'exit');
  // For its last words; but a browser that outlives its file holds the pipes.
  await Promise.race([closed, setTimeout(1_000, undefined, { ref: false })]);
  const lines = linesOf(report);
  rmSync(scratch, { recursive: true, force: true });
  const name = group.length === 1 ? group[0] : `${group.length} files from ${group[0]} on`;
  const times = lines.filter(({ milliseconds }) => milliseconds !== undefined);
  const took = times.length > 0 ? times : [{ file: name, milliseconds: Date.now() - began }];
  const skipped = lines.filter((line) => line.skipped !== undefined);
  // A process that ended before its last file says nothing of those that it did not run.
  const isWhole = lines.some(({ ended }) => ended === true);
  if (status === 0 && isWhole) return { failed: [], took, skipped, said };
  const named = new Set(lines.flatMap(({ file, failed }) => (failed === undefined ? [] : [file])));
  const isBlamed = isWhole && named.size > 0 && [...named].every((file) => group.includes(file));
  const failed = isBlamed
    ? group.filter((file) => named.has(file)).map((file) => ({ name: file, suspects: [file] }))
    : [{ name, suspects: group }];
  return { failed, took, skipped, said };
}

function linesOf(report) {
  try {
    return readFileSync(report, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}
