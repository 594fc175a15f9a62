/** The only way to files that a shell has; whoever embeds it decides what these reach. Paths are the administrator's. */
export interface FileAccess {
  readText(path: string): Promise<string>;
  readBytes(path: string): Promise<Uint8Array>;
  write(path: string, content: string | Uint8Array): Promise<void>;
  append(path: string, content: string | Uint8Array): Promise<void>;
  exists(path: string): Promise<boolean>;
}
