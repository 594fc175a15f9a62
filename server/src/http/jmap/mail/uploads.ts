import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../platform/clock/clock.ts';

export interface Upload {
  readonly blobId: string;
  readonly type: string;
  readonly sizeBytes: number;
  read(): AsyncIterable<Uint8Array>;
}

interface Kept extends Upload {
  readonly accountId: string;
  readonly path: string;
  readonly until: number;
}

export class UploadRefused extends Error {
  readonly reason: 'too-large' | 'account-full';
  constructor(reason: 'too-large' | 'account-full', message: string) {
    super(message);
    this.name = 'UploadRefused';
    this.reason = reason;
  }
}

const lifeMs = 24 * 3_600_000;
const mostBytesPerAccount = 250_000_000;

/** What was uploaded and is not in a message yet (RFC 8620 §6.1): files only this process may read, gone after a day. */
export class Uploads {
  private readonly clock: Clock;
  private readonly kept = new Map<string, Kept>();
  private directory: Promise<string> | null = null;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** @throws UploadRefused when it is larger than `maxBytes` or the account holds too much already. */
  async keep(accountId: string, type: string, source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Upload> {
    await this.forgetOld();
    const blobId = `U${randomBytes(18).toString('base64url')}`;
    const path = join(await this.folder(), blobId);
    let used = 0;
    for (const upload of this.kept.values()) if (upload.accountId === accountId) used += upload.sizeBytes;
    let sizeBytes = 0;
    const file = await open(path, 'wx', 0o600);
    try {
      for await (const chunk of source) {
        sizeBytes += chunk.length;
        if (sizeBytes > maxBytes) {
          throw new UploadRefused('too-large', `An upload holds at most ${maxBytes} bytes.`);
        }
        if (used + sizeBytes > mostBytesPerAccount) {
          throw new UploadRefused('account-full', 'Too much is uploaded and not sent yet; discard a draft or send it.');
        }
        // All of it, also when the disk takes it in pieces.
        await file.appendFile(chunk);
      }
    } catch (cause) {
      await file.close();
      await rm(path, { force: true });
      throw cause;
    }
    await file.close();
    const upload: Kept = {
      blobId,
      accountId,
      type,
      sizeBytes,
      path,
      until: this.clock.elapsed() + lifeMs,
      read: () => createReadStream(path),
    };
    this.kept.set(blobId, upload);
    return upload;
  }

  /** `null` alike for what is not there and what is another account's. */
  find(accountId: string, blobId: string): Upload | null {
    const upload = this.kept.get(blobId);
    return upload === undefined || upload.accountId !== accountId ? null : upload;
  }

  async close(): Promise<void> {
    this.kept.clear();
    if (this.directory !== null) await rm(await this.directory, { recursive: true, force: true });
    this.directory = null;
  }

  /** Made when it is first needed, and anew when whoever tidies temporary files up took it away with all that was in it. */
  private async folder(): Promise<string> {
    const before = this.directory;
    if (before !== null) {
      const folder = await before;
      const isThere = await access(folder).then(
        () => true,
        () => false,
      );
      if (isThere) return folder;
      if (this.directory === before) {
        this.directory = null;
        this.kept.clear();
      }
    }
    this.directory ??= this.make();
    return await this.directory;
  }

  private async make(): Promise<string> {
    try {
      return await mkdtemp(join(tmpdir(), 'relais-uploads-'));
    } catch (cause) {
      // The next one tries again: the disk may have room by then.
      this.directory = null;
      throw cause;
    }
  }

  private async forgetOld(): Promise<void> {
    const now = this.clock.elapsed();
    for (const [blobId, upload] of this.kept) {
      if (upload.until > now) continue;
      this.kept.delete(blobId);
      await rm(upload.path, { force: true });
    }
  }
}
