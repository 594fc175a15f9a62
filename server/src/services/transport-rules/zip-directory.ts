/** Bytes that can be read from anywhere in them. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** From `start` to before `end`, as far as there are any. */
  range(start: number, end: number): AsyncIterable<Uint8Array>;
}

/** One file in a ZIP archive, as its central directory has it. */
export interface ZipEntry {
  /** With its folders. */
  readonly name: string;
  readonly isEncrypted: boolean;
  /** 0: stored, 8: deflated (APPNOTE.TXT §4.4.5). */
  readonly method: number;
  readonly packedBytes: number;
  /** Where its local header stands. */
  readonly at: number;
}

/** It is no archive that can be read; strangers make them. */
export class BrokenArchive extends Error {}

/** Its directory is larger than is read. */
export class LargeArchive extends Error {}

const endBytes = 22;
const mostComment = 0xffff;
/** Some 50,000 files. */
const mostDirectoryBytes = 4 * 1024 * 1024;

/**
 * The files of a ZIP archive (APPNOTE.TXT §4.3), with those of 64 bits. Whatever stands before the archive, as in one that unpacks itself, is
 * skipped. @throws BrokenArchive, LargeArchive
 */
export async function zipEntries(source: ByteSource): Promise<readonly ZipEntry[]> {
  const tailAt = Math.max(0, source.sizeBytes - endBytes - mostComment);
  const tail = await bytesOf(source, tailAt, source.sizeBytes);
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end === -1 || end + endBytes > tail.length) throw new BrokenArchive('it has no directory');
  let [count, size, stated, directoryEnd] = [
    tail.readUInt16LE(end + 10),
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
    tailAt + end,
  ];
  // §4.3.14: what is too large for these stands in a record before them.
  if (count === 0xffff || size === 0xffff_ffff || stated === 0xffff_ffff) {
    const record = await bytesOf(source, directoryEnd - 20 - 56, directoryEnd - 20);
    if (record.length < 56 || record.readUInt32LE(0) !== 0x0606_4b50) throw new BrokenArchive('its end is cut off');
    count = Number(record.readBigUInt64LE(32));
    size = Number(record.readBigUInt64LE(40));
    stated = Number(record.readBigUInt64LE(48));
    directoryEnd -= 20 + 56;
  }
  const start = directoryEnd - size;
  if (start < 0) throw new BrokenArchive('its directory is not where it should be');
  if (size > mostDirectoryBytes) throw new LargeArchive(`its directory has ${size} bytes`);
  const directory = await bytesOf(source, start, directoryEnd);
  const entries = entriesIn(directory, start - stated);
  if (entries.length !== count) throw new BrokenArchive('its directory is not whole');
  return entries;
}

function entriesIn(directory: Buffer, shift: number): readonly ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === 0x0201_4b50; ) {
    const flags = directory.readUInt16LE(at + 8);
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    const wide = wideSizes(directory.subarray(nameEnd, extraEnd), [
      directory.readUInt32LE(at + 24),
      directory.readUInt32LE(at + 20),
      directory.readUInt32LE(at + 42),
    ]);
    entries.push({
      name: nameOf(directory.subarray(at + 46, nameEnd)),
      isEncrypted: (flags & 1) === 1,
      method: directory.readUInt16LE(at + 10),
      packedBytes: wide[1] ?? 0,
      at: (wide[2] ?? 0) + shift,
    });
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** §4.5.3: those that are all ones stand in the extra field, in their order. */
function wideSizes(extra: Buffer, narrow: readonly number[]): readonly number[] {
  if (!narrow.includes(0xffff_ffff)) return narrow;
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      let next = at + 4;
      return narrow.map((value) => {
        if (value !== 0xffff_ffff || next + 8 > Math.min(end, extra.length)) return value;
        next += 8;
        return Number(extra.readBigUInt64LE(next - 8));
      });
    }
    at = end;
  }
  return narrow;
}

/** Programs write UTF-8 without saying so; in every other code the extension is ASCII. */
function nameOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

/** Where the packed bytes of a file begin, and where they end. @throws BrokenArchive */
export async function packedRange(
  source: ByteSource,
  { at, packedBytes }: ZipEntry,
): Promise<readonly [number, number]> {
  const header = at < 0 ? Buffer.alloc(0) : await bytesOf(source, at, at + 30);
  if (header.length < 30 || header.readUInt32LE(0) !== 0x0403_4b50) throw new BrokenArchive('a file is not in it');
  const start = at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  return [start, start + packedBytes];
}

export async function bytesOf(source: ByteSource, start: number, end: number): Promise<Buffer> {
  if (start < 0 || start >= end) return Buffer.alloc(0);
  const pieces: Uint8Array[] = [];
  for await (const piece of source.range(start, end)) pieces.push(piece);
  return Buffer.concat(pieces);
}
