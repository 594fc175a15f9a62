import type { LocalisedText } from '@relais/management-contract';
import { nearestWord } from '../language/nearest-word.ts';
import { parseScript } from '../language/parse-script.ts';
import { insteadOf } from './absent-commands.ts';
import { type Builtin, builtinCommand } from './builtin.ts';
import type { Command } from './command.ts';
import type { EvaluatedElement, Session } from './engine.ts';
import { scriptCommand } from './function-command.ts';
import { remoteCommand } from './remote-command.ts';
import { OperationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import { ScriptBlock } from './values.ts';

export interface Resolved {
  readonly command: Command;
  readonly elements: readonly EvaluatedElement[];
  /** What a slip was taken to mean. */
  readonly note: LocalisedText | null;
}

const verbs = new Set([
  'get',
  'set',
  'new',
  'remove',
  'add',
  'enable',
  'disable',
  'test',
  'start',
  'stop',
  'restart',
  'search',
  'export',
  'import',
  'clear',
  'update',
]);

/**
 * Finds what a command's name means: alias, function, builtin, cmdlet of the server, script file; then the slips of
 * Exchange's own pages (`Set -ImapSettings`, `Get-CAS Mailbox`).
 * @throws OperationError CommandNotFoundException with the nearest name.
 */
export async function resolveCommand(
  written: string,
  elements: readonly EvaluatedElement[],
  session: Session,
  builtins: ReadonlyMap<string, Builtin>,
  signal: AbortSignal,
): Promise<Resolved> {
  const [first] = elements;
  if (verbs.has(written.toLowerCase()) && first !== undefined && first.value === undefined) {
    const name = (await session.descriptions(signal)).get(`${written}-${first.name}`.toLowerCase())?.name;
    if (name !== undefined)
      return await slip(written, `${written} -${first.name}`, name, elements.slice(1), session, builtins, signal);
  }
  const name = expandAlias(written, session);
  const definition = session.functions.get(name.toLowerCase());
  if (definition !== undefined) {
    return plain(
      scriptCommand(definition.name, definition.block, {
        isFilter: definition.isFilter,
        now: session.now,
        types: session.types,
      }),
      elements,
    );
  }
  const builtin = builtins.get(name.toLowerCase());
  if (builtin !== undefined) return plain(builtinCommand(builtin, session), elements);
  if (isScriptPath(name)) return plain(await scriptFile(name, session), elements);
  const known = await session.descriptions(signal);
  const description = known.get(name.toLowerCase()) ?? known.get(`get-${name.toLowerCase()}`);
  if (description !== undefined) return plain(remoteCommand(description), elements);
  if (first?.kind === 'argument' && first.value !== undefined) {
    const word = first.written ?? toText(first.value);
    const joined =
      known.get(`${name}${word}`.toLowerCase()) ??
      (verbs.has(name.toLowerCase()) ? known.get(`${name}-${word}`.toLowerCase()) : undefined);
    if (joined !== undefined)
      return await slip(written, `${written} ${word}`, joined.name, elements.slice(1), session, builtins, signal);
  }
  const instead = insteadOf(name);
  throw notFound(written, instead?.[session.language] ?? null, [
    ...[...builtins.values()].map((one) => one.name),
    ...[...known.values()].map((one) => one.name),
    ...session.functions.keys(),
  ]);
}

function plain(command: Command, elements: readonly EvaluatedElement[]): Resolved {
  return { command, elements, note: null };
}

async function slip(
  written: string,
  words: string,
  meant: string,
  elements: readonly EvaluatedElement[],
  session: Session,
  builtins: ReadonlyMap<string, Builtin>,
  signal: AbortSignal,
): Promise<Resolved> {
  if (meant.toLowerCase() === written.toLowerCase()) throw notFound(written, null, []);
  const resolved = await resolveCommand(meant, elements, session, builtins, signal);
  return {
    ...resolved,
    note: { en: `"${words}" is read as "${meant}".`, fr: `« ${words} » est lu comme « ${meant} ».` },
  };
}

export function expandAlias(written: string, session: Session): string {
  let name = written;
  for (let depth = 0; depth < 10; depth += 1) {
    const meant = session.aliases.get(name.toLowerCase());
    if (meant === undefined) break;
    name = meant;
  }
  return name;
}

function isScriptPath(name: string): boolean {
  return /\.ps1$/i.test(name) || /^\.{1,2}[\\/]/.test(name);
}

/** Reads and parses a script file. @throws OperationError when it cannot be read; ShellSyntaxError when it is wrong. */
export async function scriptFile(path: string, session: Session, sharesScope = false): Promise<Command> {
  if (session.files === null) {
    throw new OperationError({
      id: 'FileAccessDenied',
      category: 'PermissionDenied',
      message: 'This shell has no access to files.',
    });
  }
  let text: string;
  try {
    text = await session.files.readText(path);
  } catch (error) {
    throw new OperationError({
      id: 'CommandNotFoundException',
      category: 'ObjectNotFound',
      message: `The script file '${path}' cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      targetText: path,
    });
  }
  const body = parseScript(text, path);
  return scriptCommand(path, new ScriptBlock(body, text, { text, file: path }), {
    isFile: true,
    sharesScope,
    now: session.now,
    types: session.types,
  });
}

function notFound(name: string, instead: string | null, candidates: readonly string[]): OperationError {
  const near = nearestWord(name, candidates);
  const nearest = near === null ? ' Check the spelling; Get-Command lists what there is.' : ` Did you mean '${near}'?`;
  const hint = instead === null ? nearest : ` ${instead}`;
  return new OperationError({
    id: 'CommandNotFoundException',
    category: 'ObjectNotFound',
    message: `The term '${name}' is not recognized as the name of a cmdlet, function, or script file.${hint}`,
    targetText: name,
    exception: 'System.Management.Automation.CommandNotFoundException',
  });
}
