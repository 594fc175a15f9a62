import { commands } from './commands/index.ts';

/**
 * What the protocol log shows of a line that the parser refused: its verb, and its parameters only where they cannot
 * hold a secret. A client that forgets its tag, or that sends the literal of a refused LOGIN all the same, puts a
 * password where a verb or a tag should stand; so what is no command of ours is masked, after sign-in all but its verb.
 */
export function refusedLineForLog(
  line: string,
  isSignedIn: boolean,
): { readonly verb: string; readonly parameters: string } {
  const [, tag = '', uid = '', word = '', rest = ''] = /^(\S+)(?: (UID )?([^\s{]+) ?(.*))?/is.exec(line) ?? [];
  const verb = word.toUpperCase();
  if (isKnown(tag)) return { verb: tag.toUpperCase(), parameters: masked(line.slice(tag.length + 1)) };
  if (!isKnown(verb)) {
    return { verb: isSignedIn && /^[A-Z\d-]{1,40}$/.test(verb) ? verb : '****', parameters: masked(rest) };
  }
  const keepsSecrets = verb === 'LOGIN' || verb === 'AUTHENTICATE';
  return { verb: `${uid.toUpperCase()}${verb}`, parameters: keepsSecrets ? masked(rest) : rest };
}

function isKnown(word: string): boolean {
  return commands.some(({ names }) => (names as readonly string[]).includes(word.toUpperCase()));
}

function masked(parameters: string): string {
  return parameters === '' ? '' : '****';
}
