import { completeLine } from '../console/completion.ts';
import { appendHistory, readHistory } from '../console/history-file.ts';
import { lineReader, type TerminalInput, type TerminalOutput } from '../console/line-reader.ts';
import { pageText } from '../console/pager.ts';
import { ProgressLine } from '../console/progress-line.ts';
import { hasStreamLead } from '../format/stream-lead.ts';
import { isIncomplete } from '../language/parse-script.ts';
import { Shell, type ShellOptions } from './shell.ts';

export interface InteractiveOptions
  extends Omit<ShellOptions, 'stdout' | 'stderr' | 'ask' | 'width' | 'isTerminal' | 'progress' | 'clear' | 'page'> {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly errorOutput?: TerminalOutput;
  /** Where lines are kept between sessions; none are without it. */
  readonly historyFile?: string;
  /** `[RELAIS] PS> `. */
  readonly prompt?: string;
  /** Shown once at the beginning. */
  readonly banner?: string;
  /** Gives the signal of Ctrl-C while a command runs; `process` when absent. */
  readonly interrupts?: {
    on(event: 'SIGINT', listener: () => void): unknown;
    removeListener(event: 'SIGINT', listener: () => void): unknown;
  };
}

const red = '\x1b[91m';
const yellow = '\x1b[93m';
const reset = '\x1b[0m';
const more = {
  en: '<SPACE> next page; <CR> next line; Q quit',
  fr: '<ESPACE> page suivante ; <ENTRÉE> ligne suivante ; Q quitter',
} as const;

const historyNotKept = {
  en: (reason: string) => `WARNING: Lines are not kept for the next session: ${reason}\n`,
  fr: (reason: string) => `AVERTISSEMENT : les lignes ne sont pas conservées pour la prochaine session : ${reason}\n`,
} as const;

/** The console: reads lines until `exit` or the end of the input; gives the exit code. */
export async function runInteractive(options: InteractiveOptions): Promise<number> {
  const { input, output } = options;
  const errorOutput = options.errorOutput ?? output;
  const isTerminal = output.isTTY === true;
  const reader = lineReader(
    input,
    output,
    async (text) => await completeLine(text, shell.session, shell.interpreter.builtins),
  );
  const ask = async (prompt: string, hidden = false): Promise<string | null> => await reader.ask(prompt, hidden);
  const key = async (prompt: string): Promise<string | null> => await reader.key(prompt);
  const progress = new ProgressLine(errorOutput);
  const write = (text: string): void => {
    progress.clear();
    output.write(text);
  };
  const language = options.language ?? 'en';
  const shell = new Shell({
    ...options,
    stdout: write,
    stderr: (text) => {
      progress.clear();
      errorOutput.write(
        isTerminal ? `${hasStreamLead(text) ? yellow : red}${text.replace(/\n$/, '')}${reset}\n` : text,
      );
    },
    ask,
    width: () => output.columns || 120,
    isTerminal,
    clear: () => write(isTerminal ? '\x1b[2J\x1b[H' : ''),
    ...(isTerminal
      ? {
          page: async (text: string) => await pageText(text, output.rows || 24, write, key, more[language]),
          progress: (activity: string, status: string, percent: number | null) =>
            progress.show(activity, status, percent),
        }
      : {}),
  });
  if (options.banner !== undefined) write(`${options.banner}\n`);
  let { historyFile } = options;
  /** Runs what reads or writes the history file; a home that is missing, read-only or full only ends the keeping. */
  const keeping = async <T>(work: (path: string) => Promise<T>): Promise<T | undefined> => {
    if (historyFile === undefined) return undefined;
    try {
      return await work(historyFile);
    } catch (error) {
      historyFile = undefined;
      errorOutput.write(historyNotKept[language](error instanceof Error ? error.message : String(error)));
      return undefined;
    }
  };
  const history = (await keeping(readHistory)) ?? [];
  const prompt = options.prompt ?? '[RELAIS] PS> ';
  let code = 0;
  try {
    for (;;) {
      const text = await readCommand(reader, prompt, history);
      if (text === null) return code;
      if (text.trim() === '') continue;
      if (history.at(-1) !== text) {
        history.push(text);
        await keeping(async (path) => await appendHistory(path, text));
      }
      // The prompt and the line stand in transcripts as they stood on the screen.
      for (const transcript of shell.session.transcripts) transcript.add(`${prompt}${text}\n`);
      shell.session.history.push({ line: text, startedAt: shell.session.now() });
      const outcome = await runInterruptibly(
        shell,
        text,
        options.interrupts ?? process,
        (text) => void errorOutput.write(text),
      );
      progress.clear();
      code = outcome.code;
      if (outcome.exits) return code;
    }
  } finally {
    reader.close();
  }
}

/**
 * A command, with further lines while it is incomplete: empty ones belong to it, and Ctrl-C drops it. In a paste `else`,
 * `catch` and their kin on a line of their own go on with the command before them, as they do in a script file.
 */
async function readCommand(
  reader: ReturnType<typeof lineReader>,
  prompt: string,
  history: readonly string[],
): Promise<string | null> {
  let text = '';
  for (;;) {
    const { line, interrupted } = await reader.read(text === '' ? prompt : '>> ', history);
    if (interrupted) {
      text = '';
      continue;
    }
    if (line === null) return text === '' ? null : text;
    text = text === '' ? line : `${text}\n${line}`;
    const next = reader.waiting().find((one) => one.trim() !== '') ?? '';
    if (!isIncomplete(text) && !/^\s*(?:else|elseif|catch|finally)\b/i.test(next)) return text;
  }
}

/** Runs a text; Ctrl-C stops its pipeline and not the shell, and once more its finally blocks. */
async function runInterruptibly(
  shell: Shell,
  text: string,
  interrupts: NonNullable<InteractiveOptions['interrupts']>,
  report: (text: string) => void,
): Promise<{ readonly code: number; readonly exits: boolean }> {
  const stop = new AbortController();
  const stopAll = new AbortController();
  const onInterrupt = (): void => (stop.signal.aborted ? stopAll : stop).abort();
  interrupts.on('SIGINT', onInterrupt);
  try {
    return await shell.runText(text, { signal: stop.signal, lastSignal: stopAll.signal });
  } catch (error) {
    // A fault of the shell itself ends the command and not the console.
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    report(`The shell failed: ${message}\n`);
    return { code: 1, exits: false };
  } finally {
    interrupts.removeListener('SIGINT', onInterrupt);
  }
}
