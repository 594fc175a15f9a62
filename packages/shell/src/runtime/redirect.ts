import type { Redirection } from '../language/nodes.ts';
import { errorText } from '../format/format-error.ts';
import { Printer } from '../format/printer.ts';
import { streamLead } from '../format/stream-lead.ts';
import type { Context, Emit, Engine, ShellFace } from './engine.ts';
import { operationError } from './shell-error.ts';
import { withFile } from './with-file.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

const fileWidth = 120;

export interface Redirected {
  readonly emit: Emit;
  readonly face: ShellFace;
  /** Hands on errors and warnings that were merged into the output and wait there. */
  flush(): Promise<void>;
  /** Writes the files. */
  close(): Promise<void>;
}

/** Where a command's streams go after `>`, `2>`, `2>&1` and the like. */
export async function redirectionsOf(
  engine: Engine,
  redirections: readonly Redirection[],
  context: Context,
): Promise<Redirected> {
  if (redirections.length === 0)
    return { emit: context.emit, face: context.face, flush: async () => undefined, close: async () => undefined };
  let { emit, face } = context;
  const closers: (() => Promise<void>)[] = [];
  for (const redirection of redirections) {
    const { from } = redirection;
    if (redirection.target === null) {
      face = mergedFace(face, from, (value) => pending.push(value));
      continue;
    }
    const target = await engine.evaluate(redirection.target, context);
    const sink = target === null ? null : new FileSink(engine, toText(target), redirection.append);
    if (sink !== null) closers.push(async () => await sink.close());
    if (from === 'output' || from === 'all') emit = async (value) => sink?.value(value);
    if (from !== 'output') face = fileFace(face, from, (text) => sink?.text(text));
  }
  const pending: Value[] = [];
  const flush = async (): Promise<void> => {
    for (const held of pending.splice(0)) await emit(held);
  };
  return {
    emit: async (value) => {
      await flush();
      await emit(value);
    },
    face,
    flush,
    close: async () => {
      await flush();
      for (const close of closers) await close();
    },
  };
}

function mergedFace(face: ShellFace, from: Redirection['from'], take: (value: Value) => void): ShellFace {
  const all = from === 'all';
  return Object.create(face, {
    ...(all || from === 'error' ? { error: { value: take } } : {}),
    ...(all || from === 'warning' ? { warning: { value: take } } : {}),
    ...(all || from === 'verbose' ? { verbose: { value: take } } : {}),
    ...(all || from === 'information' ? { host: { value: (text: string) => take(text.replace(/\n$/, '')) } } : {}),
  });
}

function fileFace(face: ShellFace, from: Redirection['from'], write: (text: string) => void): ShellFace {
  const all = from === 'all';
  return Object.create(face, {
    ...(all || from === 'error'
      ? { error: { value: (record: Parameters<ShellFace['error']>[0]) => write(errorText(record, face.language)) } }
      : {}),
    ...(all || from === 'warning'
      ? { warning: { value: (text: string) => write(`${streamLead('warning', face.language)}${text}\n`) } }
      : {}),
    ...(all || from === 'verbose'
      ? { verbose: { value: (text: string) => write(`${streamLead('verbose', face.language)}${text}\n`) } }
      : {}),
    ...(all || from === 'information' ? { host: { value: write } } : {}),
  });
}

/** Collects a command's output as text and writes it when the command ends. */
class FileSink {
  private content = '';
  private readonly printer: Printer;
  private readonly engine: Engine;
  private readonly path: string;
  private readonly append: boolean;
  constructor(engine: Engine, path: string, append: boolean) {
    this.engine = engine;
    this.path = path;
    this.append = append;
    this.printer = new Printer({
      write: (text) => this.text(text),
      width: () => fileWidth,
      wraps: false,
      language: engine.session.language,
      listLimit: () => 16,
    });
  }

  value(value: Value): void {
    this.printer.print(value);
  }

  text(text: string): void {
    this.content += text;
  }

  async close(): Promise<void> {
    this.printer.finish();
    const { files } = this.engine.session;
    if (files === null)
      throw operationError('FileAccessDenied', 'This shell has no access to files.', 'PermissionDenied', this.path);
    const { path, content } = this;
    await withFile(path, async () => await (this.append ? files.append(path, content) : files.write(path, content)));
  }
}
