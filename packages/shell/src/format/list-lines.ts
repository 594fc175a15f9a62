import { displayWidth, padEnd, wrapText } from './display-width.ts';

/** A property to print: its label and its text. */
export type LabelledText = readonly [label: string, text: string];

/** `Name : value` lines, labels padded to the longest; longer values continue below their beginning. */
export function listLines(properties: readonly LabelledText[], width: number): string[] {
  const labelWidth = Math.max(0, ...properties.map(([label]) => displayWidth(label)));
  const indent = ' '.repeat(labelWidth + 3);
  return properties.flatMap(([label, text]) => {
    const pieces = text.split(/\r?\n/).flatMap((line) => wrapText(line, Math.max(10, width - indent.length)));
    return pieces.map((piece, index) => (index === 0 ? `${padEnd(label, labelWidth)} : ${piece}` : indent + piece));
  });
}
