import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Stacks name the sources' files and lines, though the code runs from a bundle in `folder` (tools/build-server.mjs). A source map is read
 * when a stack first needs it: Node's own support reads every file once more as it loads it, a twentieth of a start.
 */
export function nameSourcesInStacks(folder: string): void {
  const here = pathToFileURL(join(folder, '/')).href;
  const maps = new Map<string, SourceMap | null>();
  const mapOf = (file: string): SourceMap | null => {
    let map = maps.get(file);
    if (map === undefined) {
      map = readMap(`${file}.map`);
      maps.set(file, map);
    }
    return map;
  };
  const sourceOf = (position: string, file: string, line: string, column: string): string => {
    if (!file.startsWith(here)) return position;
    const origin = mapOf(fileURLToPath(file))?.findOrigin(Number(line), Number(column));
    if (origin === undefined || !('fileName' in origin)) return position;
    return `${fileURLToPath(new URL(origin.fileName, file))}:${origin.lineNumber}:${origin.columnNumber}`;
  };
  Error.prepareStackTrace = (error, sites) =>
    [
      Error.prototype.toString.call(error),
      ...sites.map((site) => `    at ${String(site).replace(/(file:\S+\.js):(\d+):(\d+)/, sourceOf)}`),
    ].join('\n');
}

/** A stack without its sources is better than none. */
function readMap(path: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(path, 'utf8')) as SourceMapPayload);
  } catch {
    return null;
  }
}
