import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const mostInMemory = 1024 * 1024;
const readBytes = 256 * 1024;

/** A message that several stores will read: in memory up to about 1 MB, beyond it in a file that nobody else can open. */
export class MessageSpool {
  sizeBytes = 0;
  private readonly directory: string;
  private chunks: Uint8Array[] = [];
  private inMemory = 0;
  private file: FileHandle | null = null;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** The chunk is kept as it is: nobody may change it afterwards. */
  async write(chunk: Uint8Array): Promise<void> {
    this.chunks.push(chunk);
    this.sizeBytes += chunk.length;
    this.inMemory += chunk.length;
    if (this.inMemory > (this.file === null ? mostInMemory : readBytes)) await this.spill();
  }

  /** From the beginning, each time. */
  read(): AsyncGenerator<Uint8Array> {
    return this.range(0, Number.POSITIVE_INFINITY);
  }

  /** Bytes from `start` to before `end`, as far as there are any; of a file nothing else is read. */
  async *range(start: number, end: number): AsyncGenerator<Uint8Array> {
    const { file } = this;
    if (file !== null) {
      await this.spill();
      const last = Math.min(end, this.sizeBytes);
      for (let at = start; at < last; ) {
        const wanted = Math.min(readBytes, last - at);
        const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, at);
        if (bytesRead === 0) throw new Error(`the spooled message ends at ${at} of ${this.sizeBytes} bytes`);
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
      return;
    }
    let at = 0;
    for (const chunk of this.chunks) {
      const [from, to] = [Math.max(start - at, 0), Math.min(end - at, chunk.length)];
      if (from < to) yield chunk.subarray(from, to);
      at += chunk.length;
      if (at >= end) return;
    }
  }

  async close(): Promise<void> {
    const { file } = this;
    this.chunks = [];
    this.file = null;
    await file?.close();
  }

  private async spill(): Promise<void> {
    this.file ??= await openNameless(this.directory);
    const { chunks, file } = this;
    this.chunks = [];
    this.inMemory = 0;
    for (const chunk of chunks) await file.appendFile(chunk);
  }
}

// Without a name from the start: a process that is killed leaves nothing behind.
async function openNameless(directory: string): Promise<FileHandle> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `message-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}
