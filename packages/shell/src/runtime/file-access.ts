/** The only way to files that a shell has; whoever embeds it decides what these reach. Paths are the administrator's. */
export interface FileAccess {
  readText(path: string): Promise<string>;
  readBytes(path: string): Promise<Uint8Array>;
  write(path: string, content: string | Uint8Array): Promise<void>;
  append(path: string, content: string | Uint8Array): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** Absent where there are files by name and nothing else. */
  readonly folders?: FolderAccess;
}

/** Where relative paths begin, and what lies in folders. */
export interface FolderAccess {
  readonly location: string;
  /** Relative paths begin there from now on. @throws when it is no folder. */
  enter(path: string): Promise<void>;
  /** What lies in a folder, by name, or the one file that the path names. */
  list(path: string): Promise<readonly FileEntry[]>;
  /** The file or folder that the path names. @throws when there is none. */
  entry(path: string): Promise<FileEntry>;
  /** What a path names; `null` when nothing is there. */
  kindOf(path: string): Promise<'file' | 'folder' | null>;
  /** Gives a file or folder another name or place; what is there already is replaced. */
  move(from: string, to: string): Promise<void>;
  /** A file, or a folder that is empty. */
  remove(path: string): Promise<void>;
  create(path: string): Promise<void>;
}

export interface FileEntry {
  readonly name: string;
  readonly path: string;
  readonly isFolder: boolean;
  readonly sizeBytes: number;
  readonly changedAt: Date;
}
