import { endingOfThisFile } from './ending-of-file.ts';
import type { Ending } from './server.ts';

/** What all tests of a file share: made when the first of them asks for it, ended after the last. To be called when the file is loaded. */
export function placeOfThisFile<T>(make: (ending: Ending) => Promise<T>): () => Promise<T> {
  const ending = endingOfThisFile();
  let made: Promise<T> | undefined;
  return () => (made ??= make(ending));
}
