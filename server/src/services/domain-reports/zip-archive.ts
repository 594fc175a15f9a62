import { ReportError } from './report-error.ts';

const endBytes = 22;
const mostCommentBytes = 65_535;

/**
 * The one file in a ZIP archive (APPNOTE 4.3), found by the directory at its end. `bytes` are as they stand in it, at most as
 * long as the archive. @throws ReportError where it holds another number of files, or is not sound; RangeError beyond its end.
 */
export function onlyFileOf(archive: Buffer): { readonly isDeflated: boolean; readonly bytes: Buffer } {
  const end = endRecordAt(archive);
  if (archive.readUInt16LE(end + 10) !== 1) throw new ReportError('the archive does not hold exactly one file');
  const entry = archive.readUInt32LE(end + 16);
  if (archive.readUInt32LE(entry) !== 0x02014b50) throw new ReportError('the archive has no directory');
  const flags = archive.readUInt16LE(entry + 8);
  const method = archive.readUInt16LE(entry + 10);
  if ((flags & 1) !== 0 || (method !== 0 && method !== 8))
    throw new ReportError('the archive is encrypted, or packed by an unusual method');
  const size = archive.readUInt32LE(entry + 20);
  const local = archive.readUInt32LE(entry + 42);
  if (archive.readUInt32LE(local) !== 0x04034b50) throw new ReportError('the archive has no file where it says');
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  if (start + size > archive.length) throw new ReportError('the archive ends within its file');
  return { isDeflated: method === 8, bytes: archive.subarray(start, start + size) };
}

function endRecordAt(archive: Buffer): number {
  const lowest = Math.max(0, archive.length - endBytes - mostCommentBytes);
  for (let at = archive.length - endBytes; at >= lowest; at -= 1)
    if (archive.readUInt32LE(at) === 0x06054b50) return at;
  throw new ReportError('the archive has no end');
}
