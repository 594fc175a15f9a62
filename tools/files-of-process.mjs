// What a process of node:test runs: each of its files as a suite, so that a hook outside tests is that file's, an error while one is
// read fails that one alone, and each is told with its name and the time it took. Called by test-process.mjs.
import { AsyncResource } from 'node:async_hooks';
import { join } from 'node:path';
import { describe } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from './runtime.mjs';

const files = JSON.parse(process.env.RELAIS_TEST_FILES);
// Programs that a test starts are told nothing of this.
delete process.env.RELAIS_TEST_FILES;

/** These have hooks of the whole process: read here, before any file, they are nobody's. */
const ofTheProcess = [
  { places: ['test/', 'server/'], module: 'test/support/both-engines.ts' },
  { places: ['test/browser/'], module: 'test/support/browser-of-this-process.ts' },
  { places: ['server/src/management/'], module: 'server/src/management/testing/mail-on-disk.fixture.ts' },
];
const read = (file) => import(pathToFileURL(join(root, file)).href);
for (const { places, module } of ofTheProcess)
  if (files.some((file) => places.some((place) => file.startsWith(place)))) await read(module);

// One after the other, each in the context of its suite: node:test takes hooks and tests for those of the suite whose context it is in.
let before = Promise.resolve();
for (const file of files)
  describe(file, () => {
    const suite = new AsyncResource('a test file');
    const isRead = before.then(() => suite.runInAsyncScope(() => read(file)));
    before = isRead.catch(() => {});
    return isRead;
  });
