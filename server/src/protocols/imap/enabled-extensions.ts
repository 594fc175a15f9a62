import type { SelectedFolder } from './selected-folder.ts';

export type Enabled = 'CONDSTORE' | 'QRESYNC' | 'UTF8=ACCEPT' | 'IMAP4REV2' | 'UIDONLY';

/** What the client has enabled (RFC 5161), or has shown that it knows. */
export class EnabledExtensions extends Set<Enabled> {
  get usesVanished(): boolean {
    return this.has('QRESYNC') || this.has('UIDONLY');
  }

  /** RFC 7162 §3.1: a client that has shown that it knows CONDSTORE gets MODSEQ with every change of flags. */
  get usesModSeq(): boolean {
    return this.has('CONDSTORE') || this.has('QRESYNC');
  }

  /** UTF8=ACCEPT or IMAP4rev2: names and quoted strings go out as UTF-8. */
  get usesUtf8(): boolean {
    return this.has('UTF8=ACCEPT') || this.has('IMAP4REV2');
  }

  /** It decides how a folder is told of. */
  adapt(folder: SelectedFolder): void {
    folder.showsRecent = !this.has('IMAP4REV2');
    folder.tellsUidsOnly = this.has('UIDONLY');
    if (this.usesModSeq) folder.rememberChanges();
  }
}
