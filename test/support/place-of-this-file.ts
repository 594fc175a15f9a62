import { after } from 'node:test';
import type { Ending } from './server.ts';

/** Of what the tests that run now share, the oldest first. */
let endings: (() => Promise<void>)[] = [];

/**
 * What all tests of a file share, made when the first of them asks for it. To be called when the file is loaded, once a file: in a
 * process tests run file by file, and what one file shares ends when the next has its own made, or after the last test. A hook
 * (`before`) would be one of all files of the process.
 */
export function placeOfThisFile<T>(make: (ending: Ending) => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= endPlace().then(() => make({ after: (work) => void endings.push(work) }));
    return made;
  };
}

async function endPlace(): Promise<void> {
  const ended = endings.toReversed();
  endings = [];
  for (const end of ended) await end();
}

after(endPlace);
