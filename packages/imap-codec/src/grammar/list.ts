import type { CommandScanner } from '../command-scanner.ts';

/** `"(" [item *(SP item)] ")"`. */
export function readList<T>(scanner: CommandScanner, what: string, readItem: (scanner: CommandScanner) => T): T[] {
  scanner.expect('(', `before ${what}`);
  return scanner.nested(() => {
    const items: T[] = [];
    if (scanner.skip(')')) return items;
    do items.push(readItem(scanner));
    while (scanner.skip(' '));
    scanner.expect(')', `after ${what}`);
    return items;
  });
}

/** A list that must hold something. */
export function readFilledList<T>(
  scanner: CommandScanner,
  what: string,
  readItem: (scanner: CommandScanner) => T,
): T[] {
  const items = readList(scanner, what, readItem);
  if (items.length === 0) throw scanner.wanted(`at least one of ${what}`);
  return items;
}
