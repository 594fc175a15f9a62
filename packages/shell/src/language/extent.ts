/** A stretch of source text, as offsets in UTF-16 units; `end` is exclusive. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** Where an offset stands, counted from 1 as PowerShell counts, with the text of its line. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly lineText: string;
}

export function positionAt(source: string, offset: number): Position {
  const before = source.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  const lineEnd = source.indexOf('\n', offset);
  return {
    line: before.split('\n').length,
    column: offset - lineStart + 1,
    lineText: source.slice(lineStart, lineEnd === -1 ? source.length : lineEnd).replace(/\r$/, ''),
  };
}
