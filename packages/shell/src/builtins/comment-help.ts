import type { ParameterNode } from '../language/nodes.ts';
import { fullTypeName } from '../runtime/type-names.ts';
import type { ScriptBlock } from '../runtime/values.ts';
import type { HelpTopic } from './help-text.ts';

/** What a comment says of a function or script, by section (about_Comment_Based_Help). */
interface CommentHelp {
  readonly synopsis: string;
  readonly description: string | null;
  readonly parameters: ReadonlyMap<string, string>;
  readonly examples: readonly { readonly command: string; readonly explanation: string }[];
}

/** The help of a function, or of a script file's whole text: its syntax, and what its comment says. */
export function topicOfFunction(name: string, block: ScriptBlock): HelpTopic {
  const comment = readComment(commentOf(name, block));
  const [yes, no] = ['true (ByValue)', 'false'];
  return {
    name,
    category: /\.ps1$/i.test(name) ? 'ExternalScript' : 'Function',
    synopsis: comment.synopsis,
    description: comment.description,
    parameters: (block.body.parameters ?? []).map((parameter, index) => ({
      name: parameter.name,
      type: typeWord(parameter),
      isSwitch: /^switch$/i.test(parameter.type ?? ''),
      help: comment.parameters.get(parameter.name.toLowerCase()) ?? '',
      isMandatory: parameter.mandatory || parameter.sets.some(({ mandatory }) => mandatory),
      position: positionOf(parameter, index, block.body.parameters ?? []),
      pipeline: parameter.fromPipeline ? yes : parameter.fromPropertyName ? 'true (ByPropertyName)' : no,
      wildcards: false,
      defaultText: parameter.initial === null ? '' : textOf(parameter, block),
      aliases: parameter.aliases,
      values: parameter.validValues ?? [],
      notes: [],
    })),
    examples: comment.examples,
    supportsShouldProcess: block.body.supportsShouldProcess,
    aliases: [],
  };
}

function typeWord({ type }: ParameterNode): string {
  return (fullTypeName(type ?? 'object') ?? type ?? 'Object').split('.').at(-1) ?? 'Object';
}

/** From 1, as Get-Help counts. */
function positionOf(parameter: ParameterNode, index: number, all: readonly ParameterNode[]): number | null {
  if (/^switch$/i.test(parameter.type ?? '')) return null;
  const isSaid = all.some(({ position, sets }) => position !== null || sets.some((set) => set.position !== null));
  const own = parameter.position ?? parameter.sets.find(({ position }) => position !== null)?.position ?? null;
  return isSaid ? (own === null ? null : own + 1) : index + 1;
}

/** The default value as it is written. */
function textOf({ initial }: ParameterNode, { source }: ScriptBlock): string {
  return initial === null ? '' : source.text.slice(initial.extent.start, initial.extent.end).trim();
}

/** The comment within the body, or right before the word `function`. */
function commentOf(name: string, { text, source }: ScriptBlock): string {
  const inside = commentsIn(text).find(({ words }) => isHelp(words));
  if (inside !== undefined) return inside.words;
  const word = name.replaceAll(/[^\w]/g, '\\$&');
  const declared = new RegExp(`\\b(?:function|filter)\\s+(?:\\w+:)?${word}\\b`, 'i').exec(source.text)?.index ?? 0;
  const before = source.text.slice(0, declared).trimEnd();
  const last = commentsIn(before).at(-1);
  return last !== undefined && before.endsWith(last.whole) && isHelp(last.words) ? last.words : '';
}

/** `<# … #>`, and lines that begin with `#` right below one another. */
function commentsIn(text: string): readonly { readonly whole: string; readonly words: string }[] {
  const found = text.matchAll(/<#([\s\S]*?)#>|(?:^[ \t]*#.*(?:\r?\n|$))+/gm);
  return [...found].map(([whole, inside]) => ({
    whole: whole.trimEnd(),
    words: inside ?? whole.replaceAll(/^[ \t]*#/gm, ''),
  }));
}

const isHelp = (words: string): boolean => /^\s*\.(?:SYNOPSIS|DESCRIPTION|EXAMPLE|PARAMETER)\b/im.test(words);

function readComment(block: string): CommentHelp {
  const sections: { readonly keyword: string; readonly argument: string; readonly lines: string[] }[] = [];
  for (const line of block.split(/\r?\n/)) {
    const head = /^\s*\.([A-Za-z]+)(?:[ \t]+(\S+))?\s*$/.exec(line);
    if (head !== null) sections.push({ keyword: (head[1] ?? '').toUpperCase(), argument: head[2] ?? '', lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  const of = (keyword: string): string | undefined => {
    const section = sections.find((one) => one.keyword === keyword);
    return section === undefined ? undefined : unindented(section.lines);
  };
  return {
    synopsis: of('SYNOPSIS') ?? '',
    description: of('DESCRIPTION') ?? null,
    parameters: new Map(
      sections
        .filter(({ keyword }) => keyword === 'PARAMETER')
        .map(({ argument, lines }) => [argument.toLowerCase(), unindented(lines)]),
    ),
    examples: sections
      .filter(({ keyword }) => keyword === 'EXAMPLE')
      .map(({ lines }) => {
        const [command = '', ...rest] = unindented(lines).split('\n');
        return { command: command.replace(/^PS(?: [^>]*)?> ?/, ''), explanation: rest.join('\n').trim() };
      }),
  };
}

/** Without what all lines are indented by, and without empty lines around. */
function unindented(lines: readonly string[]): string {
  const margins = lines.filter((line) => line.trim() !== '').map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const margin = Math.min(...margins, 200);
  return lines
    .map((line) => line.slice(margin).trimEnd())
    .join('\n')
    .trim();
}
