import { UsageError } from './command.ts';

/** What `relais shell` was asked for. */
export interface ShellArguments {
  readonly data: string | null;
  readonly connect: string | null;
  readonly user: string | null;
  /** A file with an access token, instead of a user and a password. */
  readonly tokenFile: string | null;
  readonly insecure: boolean;
  readonly fingerprint: string | null;
  /** Nobody is asked anything, also at a terminal. */
  readonly nonInteractive: boolean;
  readonly work:
    | { readonly kind: 'command'; readonly text: string }
    | { readonly kind: 'file'; readonly path: string; readonly args: readonly string[] }
    | { readonly kind: 'interactive' };
}

/**
 * Reads the words of PowerShell's own program: `-Command` and `-File` take everything behind them, one or two hyphens,
 * any case; those of its words that mean nothing here are passed over. @throws UsageError
 */
export function parseShellArguments(args: readonly string[]): ShellArguments {
  const found: Omit<{ -readonly [K in keyof ShellArguments]: ShellArguments[K] }, 'work'> = {
    data: null,
    connect: null,
    user: null,
    tokenFile: null,
    insecure: false,
    fingerprint: null,
    nonInteractive: false,
  };
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const [name = '', inline] = word.replace(/^--?/, '').split(/=(.*)/s, 2);
    const value = (): string => {
      if (inline !== undefined) return inline;
      at += 1;
      const next = args[at];
      if (next === undefined)
        throw new UsageError(`${word} is followed by nothing; \`relais shell --help\` says what it takes`);
      return next;
    };
    switch (name.toLowerCase()) {
      case 'data':
        found.data = value();
        break;
      case 'connect':
        found.connect = value();
        break;
      case 'user':
        found.user = value();
        break;
      case 'token-file':
      case 'tokenfile':
        found.tokenFile = value();
        break;
      case 'fingerprint':
        found.fingerprint = value();
        break;
      case 'insecure':
        found.insecure = true;
        break;
      case 'noninteractive':
        found.nonInteractive = true;
        break;
      // Of powershell.exe, as the actions of scheduled tasks have them: there is no profile, no policy and no window here.
      case 'noprofile':
      case 'nop':
      case 'nologo':
      case 'noexit':
      case 'sta':
      case 'mta':
        break;
      case 'executionpolicy':
      case 'ep':
      case 'windowstyle':
      case 'inputformat':
      case 'outputformat':
      case 'version':
      case 'psconsolefile':
        value();
        break;
      case 'encodedcommand':
      case 'enc':
        return { ...found, work: { kind: 'command', text: Buffer.from(value(), 'base64').toString('utf16le') } };
      case 'command':
      case 'c': {
        const text = inline ?? args.slice(at + 1).join(' ');
        if (text === '')
          throw new UsageError(`${word} is followed by nothing; put the command line in quotes behind it`);
        return { ...found, work: { kind: 'command', text } };
      }
      case 'file':
      case 'f':
        return { ...found, work: { kind: 'file', path: value(), args: args.slice(at + 1) } };
      default:
        throw new UsageError(`"${word}" is not an option; \`relais shell --help\` lists them`);
    }
  }
  return { ...found, work: { kind: 'interactive' } };
}
