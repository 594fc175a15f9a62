import { createInterface, cursorTo, type Interface, moveCursor } from 'node:readline';
import { Writable } from 'node:stream';
import { displayWidth } from '../format/display-width.ts';
import type { Completion } from './completion.ts';
import { highlight } from './highlight.ts';
import { searchHistory } from './history-search.ts';

export type TerminalInput = NodeJS.ReadableStream & { readonly isTTY?: boolean };
export type TerminalOutput = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** Lines from a person at a terminal, or from a pipe. */
export interface LineReader {
  /** The next line; `null` at the end; `''` with `interrupted` when Ctrl-C dropped it. */
  read(
    prompt: string,
    history: readonly string[],
  ): Promise<{ readonly line: string | null; readonly interrupted: boolean }>;
  /** Lines that were pasted behind the one that was read, and wait. */
  waiting(): readonly string[];
  /** An answer to a question; hidden ones are not shown. */
  ask(prompt: string, hidden: boolean): Promise<string | null>;
  /** One key, not waiting for Enter; `null` at the end of the input. */
  key(prompt: string): Promise<string | null>;
  close(): void;
}

export function lineReader(
  input: TerminalInput,
  output: TerminalOutput,
  complete: (text: string) => Promise<Completion>,
): LineReader {
  return input.isTTY === true ? terminalReader(input, output, complete) : pipeReader(input, output);
}

interface Given {
  readonly line: string | null;
  readonly interrupted: boolean;
}

/** One readline at a time, so that nothing listens to the keyboard while a command runs. */
function terminalReader(
  input: TerminalInput,
  output: TerminalOutput,
  complete: (text: string) => Promise<Completion>,
): LineReader {
  const pasted = new PastedLines();
  const one = async (make: () => Interface, prompt: string, prepare: (reader: Interface) => void): Promise<Given> =>
    await new Promise((resolve) => {
      const reader = make();
      let given: Given | null = null;
      const finish = (line: string | null, interrupted: boolean): void => {
        if (given !== null) return;
        given = { line, interrupted };
        // The rest of a paste arrives within this turn; closing at once would lose it.
        setImmediate(() => {
          pasted.unfinished = line === null || interrupted ? '' : (reader.line ?? '');
          reader.close();
          resolve({ line, interrupted });
        });
      };
      // Node hands a line of several rows over with its rows in another order: what stood there before Enter counts.
      let rows: string | null = null;
      const beforeEnter = (_text: string | undefined, key: { readonly name?: string } | undefined): void => {
        rows = key?.name === 'return' && reader.line?.includes('\n') === true ? reader.line : null;
      };
      input.prependListener('keypress', beforeEnter);
      prepare(reader);
      reader.on('line', (line) => (given === null ? finish(rows ?? line, false) : pasted.lines.push(line)));
      reader.on('close', () => {
        input.removeListener('keypress', beforeEnter);
        finish(null, false);
      });
      reader.on('SIGINT', () => {
        output.write('^C\n');
        finish('', true);
      });
      reader.setPrompt(prompt);
      reader.prompt();
      if (pasted.unfinished !== '') reader.write(pasted.unfinished);
      pasted.unfinished = '';
    });
  return {
    waiting: () => pasted.lines,
    read: async (prompt, history) => {
      const waiting = pasted.lines.shift();
      if (waiting !== undefined) {
        output.write(`${prompt}${waiting}\n`);
        return { line: waiting, interrupted: false };
      }
      const newest = history.toReversed();
      let isOpen = true;
      let shown: Interface | null = null;
      const completer = (text: string, done: (error: null, result: [string[], string]) => void): void => {
        const give = (candidates: readonly string[], replaced: string): void => {
          if (!isOpen) return;
          // Tab twice in a hurry asks twice of one text; what the first answer has changed the second must not touch.
          const isStale = shown !== null && shown.line.slice(0, shown.cursor) !== text;
          done(null, isStale ? [[], ''] : [[...candidates], replaced]);
        };
        complete(text).then(
          ({ candidates, replaced }) => give(candidates, replaced),
          () => give([], text),
        );
      };
      const make = (): Interface =>
        createInterface({ input, output, completer, history: newest, terminal: true, historySize: 2_000 });
      return await one(make, prompt, (reader) => {
        shown = reader;
        reader.once('close', () => {
          isOpen = false;
        });
        decorate(reader, input, output, newest);
      });
    },
    ask: async (prompt, hidden) => {
      const plain = (target: NodeJS.WritableStream): Interface =>
        createInterface({ input, output: target, terminal: true, historySize: 0 });
      // The terminal moves the cursor for the last line of a prompt only.
      const lastLine = prompt.lastIndexOf('\n') + 1;
      output.write(hidden ? prompt : prompt.slice(0, lastLine));
      const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
      const { line, interrupted } = await one(
        () => plain(hidden ? silent : output),
        hidden ? '' : prompt.slice(lastLine),
        () => undefined,
      );
      if (hidden) output.write('\n');
      return interrupted ? null : line;
    },
    key: (prompt) => oneKey(input, output, prompt),
    close: () => undefined,
  };
}

type RawInput = TerminalInput & { readonly isRaw?: boolean; setRawMode?(raw: boolean): unknown };

/** The prompt is taken away again when a key was pressed. */
function oneKey(input: RawInput, output: TerminalOutput, prompt: string): Promise<string | null> {
  return new Promise((resolve) => {
    output.write(prompt);
    const wasRaw = input.isRaw ?? false;
    const finish = (key: string | null): void => {
      input.removeListener('data', onData);
      input.removeListener('end', onEnd);
      input.setRawMode?.(wasRaw);
      input.pause();
      output.write(`\r${' '.repeat(displayWidth(prompt))}\r`);
      resolve(key);
    };
    const onData = (chunk: Buffer | string): void => finish(String(chunk));
    const onEnd = (): void => finish(null);
    input.on('data', onData);
    input.on('end', onEnd);
    input.setRawMode?.(true);
    input.resume();
  });
}

/** What was pasted behind the end of the line in hand. */
class PastedLines {
  readonly lines: string[] = [];
  unfinished = '';
}

/** Syntax colours while the line fits into one row, and Ctrl-R through the history. */
function decorate(reader: Interface, input: TerminalInput, output: TerminalOutput, newest: readonly string[]): void {
  const search = searchHistory(newest);
  const usual = reader.getPrompt();
  let isOpen = true;
  // `line` is what readline holds; a line of the history may have several rows, so it is not typed in again.
  const show = (line: string, prompt: string): void => {
    Object.assign(reader, { line, cursor: line.length });
    reader.setPrompt(prompt);
    reader.prompt(true);
  };
  const end = (): void => {
    isOpen = false;
  };
  reader.once('SIGINT', end);
  reader.once('close', end);
  const onKey = (
    text: string | undefined,
    key: { readonly ctrl?: boolean; readonly meta?: boolean; readonly name?: string } | undefined,
  ): void => {
    if (!isOpen) return;
    const prompt = (): string => `bck-i-search: ${search.term ?? ''}_ `;
    if (key?.ctrl === true && key.name === 'r') {
      const found = search.next(reader.line);
      show(found ?? reader.line, prompt());
    } else if (search.term !== null) {
      const isWord = text !== undefined && text >= ' ' && text !== '\x7f' && key?.ctrl !== true && key?.meta !== true;
      if (isWord) show(search.type(text) ?? '', prompt());
      else if (key?.name === 'backspace') show(search.shorten() ?? '', prompt());
      else {
        search.end();
        if (key?.name !== 'return' && key?.name !== 'enter') show(reader.line, usual);
      }
    }
    setImmediate(() => {
      if (isOpen) recolour(reader, output);
    });
  };
  input.on('keypress', onKey);
  reader.once('close', () => input.removeListener('keypress', onKey));
}

function recolour(reader: Interface, output: TerminalOutput): void {
  const promptWidth = displayWidth(reader.getPrompt());
  const { line } = reader;
  if (line === undefined || line === '' || promptWidth + displayWidth(line) >= (output.columns || 80)) return;
  const at = reader.getCursorPos();
  if (at.rows !== 0) return;
  cursorTo(output, promptWidth);
  output.write(highlight(line));
  cursorTo(output, promptWidth + displayWidth(line));
  moveCursor(output, at.cols - promptWidth - displayWidth(line), 0);
}

/** Lines of a pipe in order, for questions too. */
function pipeReader(input: TerminalInput, output: TerminalOutput): LineReader {
  const reader = createInterface({ input, terminal: false, crlfDelay: Infinity });
  const lines = reader[Symbol.asyncIterator]();
  const next = async (prompt: string): Promise<string | null> => {
    output.write(prompt);
    const { value, done } = await lines.next();
    return done === true ? null : value;
  };
  return {
    // What is still in a pipe may be a while in coming.
    waiting: () => [],
    read: async (prompt) => ({ line: await next(prompt), interrupted: false }),
    ask: async (prompt) => await next(prompt),
    key: async (prompt) => await next(prompt),
    close: () => reader.close(),
  };
}
