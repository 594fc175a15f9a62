// Which test files share a process, and in which order these begin. Measured: docs/decisions/0193.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './runtime.mjs';

/** They begin first, so that none of them is the last, alone. */
const longest = [
  'test/faults/sigkill.test.ts',
  'test/browser/webmail-hostile-parts.test.ts',
  'test/browser/admin-looks-en.test.ts',
  'test/browser/admin-looks-fr.test.ts',
  'test/browser/admin-role-pages.test.ts',
  'test/starting/contract.test.ts',
];

/** Few enough that a process does not grow large and that two processors end together. */
const mostFilesOfAProcess = 16;

/** A hook outside a test would be one of all files of a process; memory and processor time are the whole process's. */
const needsItsOwnProcess = /^(?:before|after|beforeEach|afterEach)\(|\bmemoryUsage\b|\bcpuUsage\b/m;

/**
 * The files of each process, in the order in which they begin. A process loads the server once, which is most of what a small
 * file costs. Whatever starts a whole server (`test/`) is alone.
 */
export function unitsOf(files) {
  const isShared = (file) =>
    file.startsWith('server/') && !needsItsOwnProcess.test(readFileSync(join(root, file), 'utf8'));
  const pure = files.filter((file) => file.startsWith('packages/'));
  const shared = files.filter(isShared);
  const alone = files.filter((file) => !file.startsWith('packages/') && !shared.includes(file));
  const isBrowser = (file) => file.startsWith('test/browser/');
  const first = longest.filter((file) => alone.includes(file));
  const rest = alone.filter((file) => !first.includes(file));
  return [
    ...[...first, ...rest.filter(isBrowser)].map((file) => [file]),
    ...(pure.length === 0 ? [] : [pure]),
    ...inParts(shared),
    ...rest.filter((file) => !isBrowser(file)).map((file) => [file]),
  ];
}

/** Parts of nearly the same size. */
function inParts(files) {
  const parts = Math.ceil(files.length / mostFilesOfAProcess);
  return Array.from({ length: parts }, (_, at) =>
    files.slice(Math.floor((at * files.length) / parts), Math.floor(((at + 1) * files.length) / parts)),
  );
}
