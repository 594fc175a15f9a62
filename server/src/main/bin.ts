import { type Command, UsageError } from './command.ts';
import { commands } from './commands/index.ts';
import { markLater } from '../platform/memory/mark-later.ts';
import { compileSooner } from './compile-sooner.ts';
import { keepCompiled } from './keep-compiled.ts';
import { nameSourcesInStacks } from './source-positions.ts';

// Syncs of many files and password hashes share libuv's threads; four, its own choice, make one wait for the other.
process.env.UV_THREADPOOL_SIZE ??= '8';

const [name, ...rest] = process.argv.slice(2);
if (name === 'serve') {
  compileSooner();
  markLater();
  // Passed over until the server can obey it: who turns logs over at the wrong moment would end it.
  process.on('SIGHUP', () => {});
}
keepCompiled(import.meta.filename, process.env);
// A bundle (tools/build-server.mjs) names its sources in stacks.
if (import.meta.filename.endsWith('.js')) nameSourcesInStacks(import.meta.dirname);

process.exitCode = await main(name, rest);

async function main(name: string | undefined, rest: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    console.log(overview());
    return name === undefined ? 2 : 0;
  }
  if (name === 'version' || name === '--version' || name === '-v') {
    // Only here: a command need not read what was checked out.
    const { versionAndBuild } = await import('./version.ts');
    console.log(`Relais ${versionAndBuild}`);
    return 0;
  }
  const entry = commands.find((one) => one.name === name);
  if (entry === undefined) {
    console.error(`relais: there is no command "${name}".\n\n${overview()}`);
    return 2;
  }
  const command = await entry.load();
  // Behind -Command and -File the words are the shell's own.
  if (['--help', '-h', '-?'].includes(rest[0] ?? '') || (name !== 'shell' && rest.includes('--help'))) {
    console.log(command.help);
    return 0;
  }
  return runCommand(name, command, rest);
}

async function runCommand(name: string, command: Command, rest: readonly string[]): Promise<number> {
  try {
    return await command.run(rest);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`relais ${name}: ${error.message}`);
      return 2;
    }
    // A sentence for the operator; the stack only where somebody asked for it.
    console.error(`relais ${name}: ${sentenceFor(error)}`);
    if (process.env.RELAIS_DEBUG && error instanceof Error) console.error(error.stack, error.cause ?? '');
    return 1;
  }
}

/** What clients are told of the storage names no file; whoever runs the command reads which one it is. */
function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return error.name === 'MailError' && cause instanceof Error && cause.name === 'StorageError'
    ? cause.message
    : error.message;
}

function overview(): string {
  const width = Math.max(...commands.map((one) => one.name.length));
  return [
    'relais: a mail server with the administration that Exchange administrators know',
    '',
    'usage: relais COMMAND [OPTIONS]',
    '',
    ...commands.map((one) => `  ${one.name.padEnd(width)}  ${one.synopsis}`),
    '',
    '`relais COMMAND --help` says what a command takes, `relais --version` which version this is.',
  ].join('\n');
}
