import type { FetchedMessage } from './fetched-message.ts';
import type { FetchItemWriter } from './fetch-item-writer.ts';

/** Writes items with a space between them. Gives a promise only when content has to be read. */
export function writeItems(
  message: FetchedMessage,
  items: readonly FetchItemWriter[],
  start = 0,
): Promise<void> | undefined {
  const { writer } = message.output;
  for (let index = start; index < items.length; index++) {
    if (index > 0) writer.text(' ');
    const writing = items[index]?.write(message);
    if (writing !== undefined) return writing.then(() => writeItems(message, items, index + 1));
  }
  return undefined;
}
