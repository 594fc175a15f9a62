import {
  type Language,
  type LocalisedText,
  type OutputRecord,
  textIn,
  toWire,
  type WireValue,
} from '@relais/management-contract';
import type { ManagementCaller } from './caller.ts';
import type { Cmdlet, CmdletContext } from './cmdlet.ts';
import { type CmdletError, errorRecord } from './cmdlet-error.ts';
import type { ManagementServices } from './services.ts';
import { visibleText } from './visible-text.ts';

interface ModifiedProperty {
  readonly name: string;
  readonly oldValue: WireValue;
  readonly newValue: WireValue;
}

export interface RunningOptions {
  readonly cmdlet: Cmdlet;
  readonly cmdlets: readonly Cmdlet[];
  readonly services: ManagementServices;
  readonly caller: ManagementCaller;
  readonly language: Language;
  readonly signal: AbortSignal;
  readonly whatIf: boolean;
  readonly confirm: boolean | null;
}

/** One run of a cmdlet: what it says waits here until the engine passes it on, in order. */
export class RunningCmdlet implements CmdletContext {
  readonly services: ManagementServices;
  readonly caller: ManagementCaller;
  readonly language: Language;
  readonly signal: AbortSignal;
  /** What the audit log needs to know afterwards. */
  object: string | null = null;
  readonly modified: ModifiedProperty[] = [];
  firstError: string | null = null;
  /** Nothing was done: the caller looked (`-WhatIf`) or must be asked first. */
  heldBack = false;
  readonly cmdlets: readonly Cmdlet[];
  private readonly options: RunningOptions;
  private waiting: OutputRecord[] = [];
  private wake: (() => void) | null = null;

  constructor(options: RunningOptions) {
    this.options = options;
    this.services = options.services;
    this.caller = options.caller;
    this.language = options.language;
    this.signal = options.signal;
    this.cmdlets = options.cmdlets;
  }

  /** Resolves when something waits to be taken. */
  async said(): Promise<void> {
    if (this.waiting.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
  }

  /** What was said since the last call. */
  take(): readonly OutputRecord[] {
    const taken = this.waiting;
    this.waiting = [];
    return taken;
  }

  warn(text: LocalisedText): void {
    this.put({ kind: 'warning', text: this.say(text) });
  }

  verbose(text: LocalisedText): void {
    this.put({ kind: 'verbose', text: this.say(text) });
  }

  progress(activity: LocalisedText, status: string, percent: number | null): void {
    this.put({ kind: 'progress', activity: this.say(activity), status, percent });
  }

  error(error: CmdletError): void {
    this.fail(error, false);
  }

  fail(error: CmdletError, terminating: boolean): void {
    const written = errorRecord(error, this.options.cmdlet.name, this.language);
    const record = {
      ...written,
      message: visibleText(written.message),
      ...(written.target === undefined ? {} : { target: visibleText(written.target) }),
    };
    this.firstError ??= record.message;
    this.put({ kind: 'error', error: record, terminating });
  }

  shouldProcess(action: LocalisedText, consequences: readonly LocalisedText[] = []): boolean {
    if (this.options.whatIf) {
      this.heldBack = true;
      const lead = this.language === 'fr' ? 'Scénario : ' : 'What if: ';
      for (const text of [action, ...consequences]) this.put({ kind: 'what-if', text: `${lead}${this.say(text)}` });
      return false;
    }
    if (this.options.confirm ?? this.options.cmdlet.confirmsByDefault === true) {
      this.heldBack = true;
      this.put({ kind: 'confirm', text: [action, ...consequences].map((text) => this.say(text)).join('\n') });
      return false;
    }
    this.verbose(action);
    return true;
  }

  changed(object: string, properties: Readonly<Record<string, readonly [before: unknown, after: unknown]>> = {}): void {
    this.object = object;
    for (const [name, [before, after]] of Object.entries(properties)) {
      this.modified.push({ name, oldValue: auditValue(before), newValue: auditValue(after) });
    }
  }

  private put(record: OutputRecord): void {
    this.waiting.push(record);
    this.wake?.();
    this.wake = null;
  }

  private say(text: LocalisedText): string {
    return visibleText(textIn(text, this.language));
  }
}

function auditValue(value: unknown): WireValue {
  return value === undefined ? null : toWire(value as Parameters<typeof toWire>[0]);
}
