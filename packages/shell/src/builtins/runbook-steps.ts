/** A command block of a documentation page. */
export interface RunbookStep {
  /** The heading it stands under. */
  readonly section: string;
  /** The last paragraph before it, on one line. */
  readonly text: string;
  readonly command: string;
  /** It stands in the part that says how to know whether it worked. */
  readonly isVerification: boolean;
}

const verification = /how do you know|did it work|worked|verify|verification|comment savoir|fonctionn|v[ée]rifi/i;
const commandFence = /^(?:powershell|ps1|pwsh|shell|console|cmd|)$/i;

/** The command blocks of a Markdown page in order: fenced ones, and indented ones as Exchange's pages have them. */
export function runbookSteps(page: string): readonly RunbookStep[] {
  const steps: RunbookStep[] = [];
  const lines = page.replace(/^---\n[\s\S]*?\n---\n/, '').split(/\r?\n/);
  let section = '';
  let text = '';
  let isVerification = false;
  /** How far the text of the list item in hand is indented: code within it stands four further in. */
  let listIndent = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
    if (heading !== null) {
      section = heading[2] ?? '';
      text = '';
      listIndent = 0;
      isVerification = verification.test(section);
      continue;
    }
    const fence = /^(\s*)(```+|~~~+)\s*(\w*)/.exec(line);
    if (fence !== null) {
      const block: string[] = [];
      for (at += 1; at < lines.length && !(lines[at] ?? '').trim().startsWith(fence[2] ?? '```'); at += 1)
        block.push(lines[at] ?? '');
      if (commandFence.test(fence[3] ?? '')) add(block);
      continue;
    }
    const indent = line.length - line.trimStart().length;
    const item = /^(\s*)(?:[-*+]|\d+[.)])(\s+)\S/.exec(line);
    const isAfterBlank = (lines[at - 1] ?? '').trim() === '';
    if (item === null && line.trim() !== '' && isAfterBlank && indent >= listIndent + 4) {
      const block: string[] = [];
      for (; at < lines.length && (lines[at] ?? '').trim() !== ''; at += 1) block.push(lines[at] ?? '');
      add(block);
      continue;
    }
    if (item !== null) listIndent = Math.min(4, (/^\s*(?:[-*+]|\d+[.)])\s+/.exec(line)?.[0] ?? '').length);
    else if (line.trim() !== '' && indent === 0) listIndent = 0;
    // A paragraph that is wrapped goes on; a list item and a row of a table stand for themselves.
    const goesOn = !/^\s*(?:```|~~~|$)/.test(lines[at - 1] ?? '') && item === null && !/^\s*\|/.test(line);
    if (line.trim() !== '') text = goesOn ? `${text} ${line.trim()}`.trim() : line.trim();
  }

  function add(block: readonly string[]): void {
    const command = block
      .map((line) => line.replace(/^(?:\[?\w*\]?\s*PS[^>]*>|>>)\s?/, '').trimEnd())
      .join('\n')
      .replaceAll(/^\s+/gm, (space) => space.slice(Math.min(space.length, commonIndent(block))))
      .trim();
    if (command !== '') steps.push({ section, text, command, isVerification });
  }
  return steps;
}

function commonIndent(block: readonly string[]): number {
  return Math.min(
    ...block.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
    40,
  );
}
