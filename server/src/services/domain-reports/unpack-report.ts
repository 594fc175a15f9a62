import { promisify } from 'node:util';
import { gunzip, inflateRaw } from 'node:zlib';
import { ReportError } from './report-error.ts';
import { onlyFileOf } from './zip-archive.ts';

/** What the largest reporters send of the largest domains is below; a bomb is above. */
export const mostUnpackedBytes = 16 * 1024 * 1024;

const unzip = promisify(gunzip);
const inflate = promisify(inflateRaw);

/**
 * The bytes of a report, whatever it is packed in: gzip, ZIP or nothing. What it is its first bytes say; reporters' media types
 * and file names are often wrong. @throws ReportError
 */
export async function unpackReport(packed: Buffer): Promise<Buffer> {
  const options = { maxOutputLength: mostUnpackedBytes };
  try {
    if (packed[0] === 0x1f && packed[1] === 0x8b) return await unzip(packed, options);
    if (packed.readUInt32BE(0) === 0x504b0304) {
      const { isDeflated, bytes } = onlyFileOf(packed);
      return isDeflated ? await inflate(bytes, options) : bytes;
    }
    return packed;
  } catch (error) {
    if (error instanceof ReportError) throw error;
    // Of zlib: not sound, or too much; of reading: too short.
    throw new ReportError('it cannot be unpacked', { cause: error });
  }
}
