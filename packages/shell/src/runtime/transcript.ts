import type { FileAccess } from './file-access.ts';

/** What Start-Transcript began: everything that is shown goes into a file too, in its order. */
export class Transcript {
  readonly path: string;
  private readonly files: FileAccess;
  private written: Promise<void>;
  private waiting = '';
  private failure: unknown = null;
  constructor(files: FileAccess, path: string, heading: string, appends: boolean) {
    this.files = files;
    this.path = path;
    this.written = appends ? files.append(path, heading) : files.write(path, heading);
  }

  /** Texts that come while the file is being written go there together. */
  add(text: string): void {
    const isFirst = this.waiting === '';
    this.waiting += text;
    if (isFirst) this.written = this.written.then(async () => await this.write());
  }

  /** Resolves when what was added is in the file. @throws what the file refused. */
  async settle(): Promise<void> {
    await this.written;
    if (this.failure !== null) throw this.failure;
  }

  private async write(): Promise<void> {
    const text = this.waiting;
    this.waiting = '';
    try {
      if (this.failure === null) await this.files.append(this.path, text);
    } catch (error) {
      // A file that can no longer be written does not end what is being recorded; Stop-Transcript says it.
      this.failure = error;
    }
  }
}
