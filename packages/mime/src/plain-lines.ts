import { htmlToText } from './html-text.ts';

/**
 * The words of HTML without its tags, for display as text: a line each block of it, none that format=flowed (RFC 3676 §4.4) would
 * read as something else; of empty lines in a row one stays, and none at either end.
 */
export function plainLines(html: string): readonly string[] {
  const lines = html
    .split(/<(?:br|hr|\/?(?:p|div|tr|li|h[1-6]|table|ul|ol|blockquote))\b[^<>]*>/i)
    .map((block) => htmlToText(block).replace(/^(?=[ >]|From )/, ' '));
  const first = lines.findIndex((line) => line !== '');
  if (first === -1) return [];
  return lines
    .slice(first, lines.findLastIndex((line) => line !== '') + 1)
    .filter((line, at, all) => line !== '' || all[at - 1] !== '');
}
