import type { CmdletDescription, ParameterDescription } from '@relais/management-contract';
import type { Builtin } from '../runtime/builtin.ts';
import type { Session } from '../runtime/engine.ts';
import { expandAlias } from '../runtime/resolve-command.ts';

/** What could stand in place of `replaced`, the end of the text before the cursor. */
export interface Completion {
  readonly candidates: readonly string[];
  readonly replaced: string;
}

const most = 50;

/** Completes commands, parameters, enumeration values, identities (asked of the server) and variables. */
export async function completeLine(
  text: string,
  session: Session,
  builtins: ReadonlyMap<string, Builtin>,
  signal: AbortSignal = new AbortController().signal,
): Promise<Completion> {
  const words = wordsOfCommand(text);
  const current = words.at(-1) ?? '';
  if (/^\$\w*$/.test(current)) return variables(current, session);
  const descriptions = await session.descriptions(signal).catch(() => new Map<string, CmdletDescription>());
  if (words.length <= 1) return commands(current, session, builtins, descriptions);
  const name = expandAlias(words[0] ?? '', session).toLowerCase();
  const description = descriptions.get(name);
  const builtin = builtins.get(name);
  if (/^-[\w]*$/.test(current)) return parameters(current, description, builtin, words);
  if (builtin?.name === 'Get-Help' || builtin?.name === 'Get-Command') {
    return commands(current, session, builtins, descriptions);
  }
  if (description === undefined) return builtinValues(current, builtin, words);
  const parameter = parameterInHand(description, words);
  if (parameter === null) return { candidates: [], replaced: current };
  return { candidates: await values(description, parameter, current, session), replaced: current };
}

/** The words of the command that the cursor is in; the last one is the word in hand, empty behind a blank. */
export function wordsOfCommand(text: string): string[] {
  let words: string[] = [];
  let word = '';
  let quote = '';
  let isOpen = false;
  for (const character of text) {
    if (quote !== '') {
      word += character;
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") {
      quote = character;
      word += character;
      isOpen = true;
    } else if ('|;{}()=&\n'.includes(character)) {
      words = [];
      word = '';
      isOpen = false;
    } else if (character === ' ' || character === '\t' || character === ',') {
      if (isOpen && character !== ',') words.push(word);
      word = '';
      if (character !== ',') isOpen = false;
    } else {
      word += character;
      isOpen = true;
    }
  }
  return [...words, word];
}

function startingWith(prefix: string, all: Iterable<string>): string[] {
  const wanted = prefix.toLowerCase();
  return [...new Set(all)]
    .filter((candidate) => candidate.toLowerCase().startsWith(wanted))
    .toSorted((left, right) => left.localeCompare(right, 'en'));
}

function variables(current: string, session: Session): Completion {
  const names = [...session.global.visible().keys()].filter((name) => /^\w+$/.test(name)).map((name) => `$${name}`);
  return { candidates: startingWith(current, names), replaced: current };
}

function commands(
  current: string,
  session: Session,
  builtins: ReadonlyMap<string, Builtin>,
  descriptions: ReadonlyMap<string, CmdletDescription>,
): Completion {
  if (current === '') return { candidates: [], replaced: current };
  const names = [
    ...[...descriptions.values()].map((one) => one.name),
    ...[...builtins.values()].map((one) => one.name),
    ...[...session.functions.values()].map((one) => one.name),
  ];
  return { candidates: startingWith(current, names), replaced: current };
}

function parameters(
  current: string,
  description: CmdletDescription | undefined,
  builtin: Builtin | undefined,
  words: readonly string[],
): Completion {
  const own = description?.parameters ?? builtin?.parameters ?? [];
  const given = new Set(words.slice(1, -1).map((word) => word.toLowerCase()));
  const shared = [
    'ErrorAction',
    'WarningAction',
    'Verbose',
    'OutVariable',
    ...(description?.supportsShouldProcess === true ? ['WhatIf', 'Confirm'] : []),
  ];
  const names = [...own.map((parameter) => parameter.name), ...shared].map((name) => `-${name}`);
  return {
    candidates: startingWith(
      current,
      names.filter((name) => !given.has(name.toLowerCase())),
    ),
    replaced: current,
  };
}

function builtinValues(current: string, builtin: Builtin | undefined, words: readonly string[]): Completion {
  const previous = (words.at(-2) ?? '').toLowerCase();
  const parameter = builtin?.parameters.find(
    (one) => previous.length > 1 && `-${one.name}`.toLowerCase().startsWith(previous),
  );
  return { candidates: startingWith(current, parameter?.values ?? []), replaced: current };
}

/** The parameter whose value is being written: the one named before, or the positional one that is next. */
function parameterInHand(description: CmdletDescription, words: readonly string[]): ParameterDescription | null {
  const before = words.at(-2) ?? '';
  if (/^-\w/.test(before)) {
    const wanted = before.slice(1).replace(/:$/, '').toLowerCase();
    const named =
      description.parameters.find(
        (one) => one.name.toLowerCase() === wanted || one.aliases?.some((alias) => alias.toLowerCase() === wanted),
      ) ?? description.parameters.find((one) => one.name.toLowerCase().startsWith(wanted));
    if (named !== undefined && named.type.kind !== 'switch') return named;
  }
  let positional = 0;
  for (const [index, word] of words.slice(1, -1).entries()) {
    const previous = words[index] ?? '';
    if (!word.startsWith('-') && (index === 0 || !previous.startsWith('-'))) positional += 1;
  }
  return description.parameters.find((one) => one.position === positional + 1) ?? null;
}

async function values(
  description: CmdletDescription,
  parameter: ParameterDescription,
  current: string,
  session: Session,
): Promise<string[]> {
  const bare = current.replace(/^["']/, '');
  if (parameter.type.kind === 'boolean') return startingWith(current, ['$true', '$false']);
  if (parameter.type.kind === 'enum')
    return startingWith(
      bare,
      parameter.type.values.map((value) => value.name),
    );
  const found = (await session.host.complete?.(description.name, parameter.name, bare)) ?? [];
  return found.slice(0, most).map(quoted);
}

/** A value as it must be written on a command line. */
function quoted(value: string): string {
  return /^[\w.@\\:*-]+$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
}
