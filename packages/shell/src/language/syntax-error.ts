import { type Extent, positionAt } from './extent.ts';

/**
 * The only thing that parsing ever throws: what was not understood, where, and where near, what was probably meant.
 * `incomplete` says that more lines could still make it right; the console then asks for them.
 */
export class ShellSyntaxError extends Error {
  readonly id: string;
  readonly source: string;
  readonly extent: Extent;
  readonly line: number;
  readonly column: number;
  readonly incomplete: boolean;
  /** The script file, where it is one. */
  file: string | null = null;
  constructor(id: string, message: string, source: string, extent: Extent, incomplete: boolean) {
    super(message);
    this.name = 'ShellSyntaxError';
    this.id = id;
    this.source = source;
    this.extent = extent;
    this.incomplete = incomplete;
    const position = positionAt(source, extent.start);
    this.line = position.line;
    this.column = position.column;
  }
}
