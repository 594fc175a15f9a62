import type { CmdletDescription, CmdletHost, Language } from '@relais/management-contract';
import { builtins } from '../builtins/index.ts';
import { errorText } from '../format/format-error.ts';
import { Printer } from '../format/printer.ts';
import { streamLead } from '../format/stream-lead.ts';
import { parseScript } from '../language/parse-script.ts';
import { ShellSyntaxError } from '../language/syntax-error.ts';
import { Breather } from '../runtime/breather.ts';
import { Budget } from '../runtime/budget.ts';
import { ExitSignal, LoopSignal, PipelineStopped, ReturnSignal } from '../runtime/control-signals.ts';
import { cultureObject } from '../runtime/culture-object.ts';
import { tryNumber } from '../runtime/convert-number.ts';
import type { Context, Session, ShellFace } from '../runtime/engine.ts';
import { inLanguage } from '../runtime/french-messages.ts';
import { ErrorValue } from '../runtime/error-value.ts';
import type { FileAccess } from '../runtime/file-access.ts';
import { Hashtable } from '../runtime/hashtable.ts';
import { Interpreter } from '../runtime/interpreter.ts';
import type { SendMail } from '../runtime/outgoing-mail.ts';
import { pathInfo } from '../runtime/path-info.ts';
import { trapsOf } from '../runtime/run-traps.ts';
import { Scope } from '../runtime/scope.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { OperationError, operationError, ShellError } from '../runtime/shell-error.ts';
import { ScriptBlock, type Value } from '../runtime/values.ts';

export interface ShellOptions {
  readonly host: CmdletHost;
  /** Pieces of text, line ends included. */
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly language?: Language;
  /** Without it scripts have no files at all. */
  readonly files?: FileAccess;
  /** What Send-MailMessage calls; without it nothing is sent. */
  readonly sendMail?: SendMail;
  /** Answers a question (`hidden`: a secret); `null` when nobody is there. */
  readonly ask?: (prompt: string, hidden: boolean) => Promise<string | null>;
  /** Columns of the terminal; 120 when the output is no terminal. */
  readonly width?: () => number;
  /** A terminal: long lines of lists break at its width. */
  readonly isTerminal?: boolean;
  /** What `$env:` shows. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Limits for scripts that are not trusted to end. */
  readonly limits?: { readonly steps?: number; readonly milliseconds?: number };
  readonly now?: () => Date;
  readonly random?: () => number;
  readonly progress?: (activity: string, status: string, percent: number | null) => void;
  readonly clear?: () => void;
  /** Shows a long text a screen at a time. */
  readonly page?: (text: string) => Promise<void>;
}

export interface RunOptions {
  /** Stops the text; what stands in `finally` is still done. */
  readonly signal?: AbortSignal;
  /** Stops that as well. */
  readonly lastSignal?: AbortSignal;
  /** The file that the text comes from, for error messages. */
  readonly file?: string;
  /** `$args` and the values of the script's `param( )`. */
  readonly arguments?: readonly string[];
}

/** A shell: a session with its variables and functions, into which texts are run one after another. */
export class Shell {
  readonly session: Session;
  readonly interpreter: Interpreter;
  private readonly options: ShellOptions;
  private readonly printer: Printer;
  private readonly face: ShellFace;
  constructor(given: ShellOptions) {
    this.session = newSession(given);
    const options = recorded(given, this.session);
    this.options = options;
    this.interpreter = new Interpreter(this.session, builtins);
    this.printer = new Printer({
      write: options.stdout,
      width: () => this.width,
      wraps: options.isTerminal ?? false,
      language: this.session.language,
      listLimit: () => tryNumber(this.session.global.get('FormatEnumerationLimit') ?? 16) ?? 16,
    });
    this.face = shellFace(options, this.printer, this.session.language);
  }

  /** Runs a text; gives the exit code: 0, 1 after an error, or what `exit` said. */
  async run(text: string, options: RunOptions = {}): Promise<number> {
    return (await this.runText(text, options)).code;
  }

  /** As `run`, and says whether the text asked to leave with `exit`. */
  async runText(text: string, options: RunOptions = {}): Promise<{ readonly code: number; readonly exits: boolean }> {
    try {
      await this.execute(text, options);
    } catch (error) {
      this.printer.finish();
      return this.settleFailure(error);
    } finally {
      this.printer.finish();
      await this.settleTranscripts();
    }
    return { code: this.session.global.get('?') === false ? 1 : 0, exits: false };
  }

  /** A transcript that cannot be written ends, and is said to. */
  private async settleTranscripts(): Promise<void> {
    const { transcripts } = this.session;
    for (const transcript of transcripts.slice()) {
      try {
        await transcript.settle();
      } catch (error) {
        transcripts.splice(transcripts.indexOf(transcript), 1);
        const reason = error instanceof Error ? error.message : String(error);
        this.face.warning(transcriptLost[this.session.language](transcript.path, reason));
      }
    }
  }

  private get width(): number {
    return this.options.width?.() ?? 120;
  }

  private async execute(text: string, options: RunOptions): Promise<void> {
    const source = { text, file: options.file ?? null };
    const body = parseScript(text, source.file);
    const context: Context = {
      scope: this.session.global,
      emit: async (value) => this.printer.print(value),
      face: this.face,
      signal: options.signal ?? new AbortController().signal,
      lastSignal: options.lastSignal ?? new AbortController().signal,
      source,
      isGuarded: false,
      depth: 0,
    };
    if (options.arguments === undefined && body.parameters === null) {
      try {
        const statements = [...(body.begin ?? []), ...(body.process ?? []), ...body.end];
        const traps = trapsOf(statements);
        for (const statement of statements) {
          this.printer.beginStatement();
          await this.interpreter.execute([statement, ...traps], context);
        }
      } catch (signal) {
        if (!(signal instanceof ReturnSignal || signal instanceof LoopSignal)) throw signal;
      }
      return;
    }
    const path = options.file ?? '<script>';
    if (options.file !== undefined) {
      this.session.global.define('PSCommandPath', options.file);
      this.session.global.define('PSScriptRoot', /^(.*)[\\/]/.exec(options.file)?.[1] ?? '.');
    }
    this.session.functions.set('\u0000main', {
      name: path,
      isFilter: false,
      block: new ScriptBlock(body, text, source),
    });
    const elements = (options.arguments ?? []).map((argument) => scriptArgument(argument));
    if (!(await this.interpreter.runCommand('\u0000main', elements, context))) this.session.global.define('?', false);
  }

  private settleFailure(error: unknown): { readonly code: number; readonly exits: boolean } {
    if (error instanceof ExitSignal) {
      this.session.global.define('LASTEXITCODE', error.code);
      return { code: error.code, exits: true };
    }
    if (error instanceof OperationError) {
      // Arguments of the command line stand in no script: there is no place to show.
      const facts = { ...error.facts, message: inLanguage(error.facts.message, this.session.language) };
      return this.settleFailure(new ShellError(new ErrorValue(facts, null, null), 'statement'));
    }
    if (error instanceof ShellError) {
      if (this.session.errors[0] !== error.record) this.session.errors.unshift(error.record);
      this.options.stderr(errorText(error.record, this.session.language));
    } else if (error instanceof ShellSyntaxError) {
      error.message = inLanguage(error.message, this.session.language);
      this.options.stderr(errorText(error, this.session.language));
    } else if (error instanceof PipelineStopped)
      this.options.stderr(`${inLanguage(error.message, this.session.language)}\n`);
    else if (error instanceof LoopSignal || error instanceof ReturnSignal) return { code: 0, exits: false };
    else throw error;
    this.session.global.define('?', false);
    return { code: 1, exits: false };
  }
}

const transcriptLost = {
  en: (path: string, reason: string) => `The transcript ${path} ends here: ${reason}`,
  fr: (path: string, reason: string) => `La transcription ${path} s’arrête ici : ${reason}`,
} as const;

/** The options, with transcripts that take down what is shown and asked. */
function recorded(options: ShellOptions, session: Session): ShellOptions {
  const record = (text: string): void => {
    for (const transcript of session.transcripts) transcript.add(text);
  };
  const also =
    (write: (text: string) => void) =>
    (text: string): void => {
      write(text);
      record(text);
    };
  const { ask } = options;
  return {
    ...options,
    stdout: also(options.stdout),
    stderr: also(options.stderr),
    ...(ask === undefined
      ? {}
      : {
          ask: async (prompt, hidden) => {
            const answer = await ask(prompt, hidden);
            record(`${prompt}${hidden ? '' : (answer ?? '')}\n`);
            return answer;
          },
        }),
  };
}

/** `-Name value` of a command line becomes the script's parameter. */
function scriptArgument(text: string): Parameters<Interpreter['runCommand']>[1][number] {
  const extent = { start: 0, end: 0 };
  const named = /^-([A-Za-z]\w*)(?::(.*))?$/s.exec(text);
  if (named?.[1] === undefined)
    return { kind: 'argument', name: '', value: argumentValue(text), written: text, extent };
  const value = named[2] === undefined ? undefined : argumentValue(named[2]);
  return { kind: 'parameter', name: named[1], value, written: named[2] ?? null, extent };
}

function argumentValue(text: string): Value {
  if (/^\$true$/i.test(text)) return true;
  if (/^\$false$/i.test(text)) return false;
  return /^\$null$/i.test(text) ? null : text;
}

function newSession(options: ShellOptions): Session {
  const now = options.now ?? (() => new Date());
  const global = new Scope(null, false, now);
  for (const [name, value] of Object.entries({ true: true, false: false, null: null, '?': true, LASTEXITCODE: 0 }))
    global.define(name, value);
  global.define('FormatEnumerationLimit', 16);
  global.define('ErrorActionPreference', 'Continue');
  global.define('WarningPreference', 'Continue');
  global.define('VerbosePreference', 'SilentlyContinue');
  global.define('ConfirmPreference', 'High');
  global.define('WhatIfPreference', false);
  global.define(
    'PSVersionTable',
    Hashtable.of({
      PSVersion: ShellObject.custom({ Major: 5, Minor: 1, Build: 0, Revision: 0 }, 'System.Version'),
      PSEdition: 'Relais',
      PSCompatibleVersions: ['1.0', '2.0', '3.0', '4.0', '5.0', '5.1'],
    }),
  );
  const errors: Value[] = [];
  global.define('Error', errors);
  global.define('args', []);
  const location = options.files?.folders?.location;
  global.define('PWD', location === undefined ? null : pathInfo(location));
  global.define('PID', process.pid);
  global.define('HOME', options.environment?.HOME ?? options.environment?.USERPROFILE ?? null);
  const version = ShellObject.custom({ Major: 5, Minor: 1, Build: 0, Revision: 0 }, 'System.Version');
  global.define(
    'Host',
    ShellObject.custom(
      { Name: 'ConsoleHost', Version: version, CurrentCulture: cultureObject(options.language ?? 'en'), UI: console() },
      'System.Management.Automation.Internal.Host.InternalHost',
    ),
  );
  const aliases = new Map<string, string>();
  for (const builtin of builtins.values())
    for (const alias of builtin.aliases ?? []) aliases.set(alias.toLowerCase(), builtin.name);
  const environment = new Map(
    Object.entries(options.environment ?? {}).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  let described: Promise<ReadonlyMap<string, CmdletDescription>> | null = null;
  return {
    host: options.host,
    files: options.files ?? null,
    sendMail: options.sendMail ?? null,
    language: options.language ?? 'en',
    environment,
    global,
    functions: new Map(),
    types: new Map(),
    aliases,
    errors,
    history: [],
    transcripts: [],
    budget: new Budget(options.limits),
    breather: new Breather(),
    now,
    random: options.random ?? Math.random,
    descriptions: async () => {
      described ??= describe(options.host).catch((error: unknown) => {
        described = null;
        throw operationError(
          'ServerUnavailable',
          error instanceof Error ? error.message : String(error),
          'ResourceUnavailable',
        );
      });
      return await described;
    },
  };
}

/** `$Host.UI.RawUI`, whose title and colours scripts set; the terminal keeps its own. */
function console(): ShellObject {
  const size = { Width: 120, Height: 50 };
  return ShellObject.custom({
    RawUI: ShellObject.custom({
      WindowTitle: '',
      ForegroundColor: 'Gray',
      BackgroundColor: 'Black',
      WindowSize: ShellObject.custom(size),
      BufferSize: ShellObject.custom(size),
    }),
  });
}

async function describe(host: CmdletHost): Promise<ReadonlyMap<string, CmdletDescription>> {
  return new Map((await host.describe()).map((description) => [description.name.toLowerCase(), description]));
}

function shellFace(options: ShellOptions, printer: Printer, language: Language): ShellFace {
  const beside = (write: (text: string) => void, text: string): void => {
    printer.settle();
    write(text);
  };

  return {
    error: (record) => beside(options.stderr, errorText(record, language)),
    warning: (text) => beside(options.stderr, `${streamLead('warning', language)}${text}\n`),
    verbose: (text) => beside(options.stderr, `${streamLead('verbose', language)}${text}\n`),
    host: (text) => beside(options.stdout, text),
    note: (text) => beside(options.stderr, `${streamLead('note', language)}${text}\n`),
    progress: (activity, status, percent) => options.progress?.(activity, status, percent),
    ask: async (prompt, hidden = false) => {
      printer.settle();
      return (await options.ask?.(prompt, hidden)) ?? null;
    },
    clear: () => options.clear?.(),
    ...(options.page === undefined ? {} : { page: options.page }),
    settle: () => printer.settle(),
    get width() {
      return options.width?.() ?? 120;
    },
    wraps: options.isTerminal ?? false,
    language,
  };
}
