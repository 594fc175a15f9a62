/**
 * So many contents that were shown last may be read, each while its folder may be; a number that a client made up is none
 * of them. Who reads one later shows its message anew first (`messages`), so the number bounds memory and not a mailbox.
 */
const mostKept = 20_000;

/** By content: the folder in which it was shown last. */
export class ShownContents {
  readonly #folders = new Map<number, number>();

  note(contentId: number, folderId: number): void {
    this.#folders.delete(contentId);
    this.#folders.set(contentId, folderId);
    if (this.#folders.size <= mostKept) return;
    const [oldest] = this.#folders.keys();
    this.#folders.delete(oldest as number);
  }

  folderOf(contentId: number): number | undefined {
    return this.#folders.get(contentId);
  }
}
