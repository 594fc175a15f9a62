import { flagBits } from '../../domain/mail/flags.ts';

// The letters of a Maildir file name's info part, which must stand in ASCII order.
const letters: readonly (readonly [letter: string, bit: number])[] = [
  ['D', flagBits.draft],
  ['F', flagBits.flagged],
  ['R', flagBits.answered],
  ['S', flagBits.seen],
  ['T', flagBits.deleted],
];

/** `2,FS`: system flags as Maildir keeps them; keywords have no letters and stay behind. */
export function maildirInfo(bits: number): string {
  return `2,${letters
    .filter(([, bit]) => (bits & bit) !== 0)
    .map(([letter]) => letter)
    .join('')}`;
}

/** The flags that a Maildir file name says; 0 when it says none. */
export function flagsOfMaildirName(name: string): number {
  const info = /:2,([A-Za-z]*)$/.exec(name)?.[1] ?? '';
  return letters.reduce((bits, [letter, bit]) => (info.includes(letter) ? bits | bit : bits), 0);
}

/**
 * A folder's path as directories: one a level, with what a file system or Maildir gives a meaning (`cur`, `..`, a
 * leading dot, `\`, `:`) written as `%xx`, so that no name can leave the target.
 */
export function directoryOfFolder(name: string): string[] {
  return name.split('/').map((level) => {
    const plain = level.replace(/[%\\:*?"<>|\u0000-\u001f]/g, escaped).replace(/^\.|[. ]$/g, escaped);
    return /^(?:cur|new|tmp)$/i.test(plain) ? `%${plain.charCodeAt(0).toString(16)}${plain.slice(1)}` : plain;
  });
}

/** The folder that `directoryOfFolder` made these directories of. */
export function folderOfDirectory(levels: readonly string[]): string {
  return levels
    .map((level) =>
      level.replace(/%([0-9a-f]{2})/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    )
    .join('/');
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
