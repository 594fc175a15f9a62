import { after } from 'node:test';
import type { Ending } from './server.ts';

/** What all tests of a file share ends after the last of them, the newest first. To be called when the file is loaded. */
export function endingOfThisFile(): Ending {
  const endings: (() => Promise<void>)[] = [];
  after(async () => {
    for (const end of endings.toReversed()) await end();
  });
  return { after: (work) => void endings.push(work) };
}
