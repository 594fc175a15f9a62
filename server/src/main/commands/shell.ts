import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Language } from '@relais/management-contract';
import {
  HttpCmdletHost,
  nodeFileAccess,
  ProgressLine,
  runCommand,
  runFile,
  runInteractive,
  type ShellOptions,
} from '@relais/shell';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { sendMail } from '../../services/mail-program/send-mail.ts';
import { type Command, UsageError } from '../command.ts';
import { serverPaths } from '../server-paths.ts';
import { parseShellArguments, type ShellArguments } from '../shell-arguments.ts';
import { shellEnvironment } from '../shell-environment.ts';
import { version } from '../version.ts';

const help = `usage: relais shell [--data DIR | --connect URL --user NAME | --connect URL --token-file FILE] [-Command "…" | -File x.ps1 [ARGUMENTS]]

The management shell. Without -Command or -File it is interactive. Output goes to standard output, errors and warnings to
standard error; the exit code is 0, 1 when the last command failed, or what \`exit\` says.

  --data DIR           the server on this machine, by its data directory        (default ./data)
  --connect URL        a server elsewhere, e.g. https://mail.contoso.com/, with the roles of --user
  --user NAME          the administrator's address; the password is asked for, or read from RELAIS_PASSWORD
  --token-file FILE    an access token of New-AccessToken in a file that only you may read, instead of --user
  --insecure           takes any certificate
  --fingerprint HEX    trusts the one certificate with this SHA-256
  -NonInteractive      asks nothing: what would be asked is an error

-EncodedCommand is understood as by powershell.exe; -NoProfile, -NoLogo, -ExecutionPolicy and their like mean nothing here and
are passed over, so that the action of a scheduled task stays as it is.

Whoever may read DIR is Organization Management there: the local shell asks for no password.`;

export const shell: Command = {
  help,
  async run(args) {
    const parsed = parseShellArguments(args);
    const language: Language = /^fr/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '')
      ? 'fr'
      : 'en';
    const host = await connect(parsed);
    const server = parsed.connect === null ? await nameOf(host) : null;
    const data = parsed.connect === null ? resolve(parsed.data ?? 'data') : null;
    const progress = new ProgressLine(process.stderr);
    const tellsOfDrives = tellOfDrives(language, progress);
    const options: ShellOptions & { files: NonNullable<ShellOptions['files']> } = {
      host,
      language,
      stdout: (text) => {
        progress.clear();
        process.stdout.write(text);
      },
      stderr: (text) => {
        progress.clear();
        process.stderr.write(text);
      },
      ...(process.stderr.isTTY
        ? { progress: (activity, status, percent) => progress.show(activity, status, percent) }
        : {}),
      files: nodeFileAccess(
        process.cwd(),
        data === null ? undefined : serverPaths(data, host, tellsOfDrives),
        tellsOfDrives,
      ),
      sendMail: async (mail, signal) => await sendMail(mail, { clock: systemClock, signal }),
      environment: shellEnvironment(process.env, server, data),
      ask: process.stdin.isTTY && !parsed.nonInteractive ? ask : async () => null,
      width: () => process.stdout.columns ?? 120,
      isTerminal: process.stdout.isTTY ?? false,
    };
    try {
      return await work(parsed, options);
    } finally {
      progress.clear();
      host.close();
    }
  },
};

/** Says once of each drive, and of each folder of logs on one, where it is: runbooks of Windows name `C:\…`. */
function tellOfDrives(language: Language, progress: ProgressLine): (drive: string, folder: string) => void {
  const told = new Set<string>();
  return (drive, folder) => {
    if (told.has(drive)) return;
    told.add(drive);
    const written = drive.endsWith(':') ? `${drive}\\` : drive;
    progress.clear();
    process.stderr.write(
      language === 'fr'
        ? `REMARQUE : « ${written} » est ici le dossier ${folder}.\n`
        : `NOTE: "${written}" is the folder ${folder} here.\n`,
    );
  };
}

/** What comes so soon after an interrupt is the same one, handed on. */
const oneInterruptMs = 200;

async function work(
  parsed: ShellArguments,
  options: ShellOptions & { files: NonNullable<ShellOptions['files']> },
): Promise<number> {
  const [stopped, stoppedAgain] = [new AbortController(), new AbortController()];
  const signals = { signal: stopped.signal, lastSignal: stoppedAgain.signal };
  let firstAt = 0;
  // It stays: a terminal gives Ctrl-C to each program of the line, and one of them may hand it on once more.
  process.on('SIGINT', () => {
    if (!stopped.signal.aborted) {
      firstAt = performance.now();
      stopped.abort();
    } else if (performance.now() - firstAt > oneInterruptMs) stoppedAgain.abort();
  });
  // `relais shell … | head`: when nobody reads any more the work ends as with Ctrl-C, its `finally` blocks run.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      stopped.abort();
    });
  switch (parsed.work.kind) {
    case 'command':
      return await runCommand({ ...options, text: parsed.work.text, ...signals });
    case 'file':
      return await runFile({ ...options, path: parsed.work.path, arguments: parsed.work.args, ...signals });
    case 'interactive':
      return await runInteractive({
        ...options,
        input: process.stdin,
        output: process.stdout,
        errorOutput: process.stderr,
        historyFile: join(homedir(), '.relais_history'),
        banner: banner(parsed, options.language ?? 'en'),
      });
  }
}

function banner({ connect: url, data }: ShellArguments, language: Language): string {
  const folder = resolve(data ?? 'data');
  return language === 'fr'
    ? `Relais ${version}, ${url ?? `le serveur de ${folder}`}. Get-Help et Get-Command aident ; exit quitte.\n`
    : `Relais ${version}, ${url ?? `the server of ${folder}`}. Get-Help and Get-Command help; exit leaves.\n`;
}

/** The server of this data directory, where `$env:COMPUTERNAME` is asked for; null: it does not answer, or is one of several. */
async function nameOf(host: HttpCmdletHost): Promise<string | null> {
  const names = await host.complete('Get-TransportService', 'Identity', '').catch(() => []);
  return names.length === 1 ? (names[0] ?? null) : null;
}

async function connect(parsed: ShellArguments): Promise<HttpCmdletHost> {
  if (parsed.connect === null)
    return new HttpCmdletHost({ socketPath: join(resolve(parsed.data ?? 'data'), 'relais.sock') });
  if (parsed.data !== null) throw new UsageError('--data and --connect name two servers; give one of them');
  if (parsed.tokenFile !== null) return new HttpCmdletHost({ ...remote(parsed), token: await readToken(parsed) });
  if (parsed.user === null)
    throw new UsageError('--user NAME is missing: the administrator who signs in, e.g. administrator@contoso.com');
  const password =
    process.env.RELAIS_PASSWORD ?? (process.stdin.isTTY ? await ask(`Password for ${parsed.user}: `, true) : null);
  if (password === null) throw new UsageError('there is nobody to ask for the password; set RELAIS_PASSWORD');
  return new HttpCmdletHost({ ...remote(parsed), user: parsed.user, password });
}

function remote({ connect: url, insecure, fingerprint }: ShellArguments) {
  return { url: url ?? '', insecure, ...(fingerprint === null ? {} : { fingerprint }) };
}

/** @throws UsageError when others may read the file, or it holds none. */
async function readToken({ tokenFile, user }: ShellArguments): Promise<string> {
  const path = tokenFile ?? '';
  if (user !== null) throw new UsageError('--user and --token-file are two ways to sign in; give one of them');
  const facts = await stat(path).catch(() => null);
  if (facts === null) throw new UsageError(`${path} cannot be read; --token-file names a file with an access token`);
  // As with SSH keys: what others may read is no secret.
  if (process.platform !== 'win32' && (facts.mode & 0o077) !== 0)
    throw new UsageError(`others may read ${path}; chmod 600 ${path}`);
  const token = (await readFile(path, 'utf8')).trim();
  if (!/^relais_at_[\w-]{43}$/.test(token))
    throw new UsageError(`${path} holds no access token: one line that begins with relais_at_ (New-AccessToken)`);
  return token;
}

/** Asks on the terminal; a secret is not echoed. */
async function ask(prompt: string, hidden: boolean): Promise<string | null> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line = createInterface({ input: process.stdin, output: hidden ? silent : process.stderr, terminal: true });
  try {
    if (hidden) process.stderr.write(prompt);
    return await line.question(hidden ? '' : prompt);
  } catch {
    return null;
  } finally {
    line.close();
    if (hidden) process.stderr.write('\n');
  }
}
