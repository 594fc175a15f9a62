import type { CommonParameters } from './command.ts';
import type { Context, Emit, ShellFace } from './engine.ts';
import { OperationError } from './shell-error.ts';
import { WrittenObject } from './written-object.ts';
import type { Value } from './values.ts';

/** Keeps what -OutVariable, -ErrorVariable and -WarningVariable ask for, and applies -WarningAction. */
export class StageObserver {
  readonly errors: Value[] = [];
  readonly face: ShellFace;
  readonly emit: Emit;
  private readonly output: Value[] = [];
  private readonly warnings: Value[] = [];
  private readonly common: CommonParameters;
  private readonly context: Context;
  constructor(common: CommonParameters, context: Context) {
    this.common = common;
    this.context = context;
    const { face } = context;
    const hidesWarnings = common.warningAction === 'SilentlyContinue' || common.warningAction === 'Ignore';
    const watchesWarnings = hidesWarnings || common.warningVariable !== null || common.warningAction === 'Stop';
    this.face = watchesWarnings
      ? Object.create(face, { warning: { value: (text: string) => this.warning(text, hidesWarnings, face) } })
      : face;
    const isWatched = common.outVariable !== null || common.pipelineVariable !== null;
    this.emit = !isWatched
      ? context.emit
      : async (value) => {
          if (common.outVariable !== null) this.output.push(value);
          if (common.pipelineVariable !== null) context.scope.set(common.pipelineVariable, value);
          await context.emit(value);
        };
  }

  finish(): void {
    this.keep(this.common.outVariable, this.output);
    this.keep(this.common.errorVariable, this.errors);
    this.keep(this.common.warningVariable, this.warnings);
  }

  private warning(text: string, isHidden: boolean, face: ShellFace): void {
    const record = new WrittenObject('System.Management.Automation.WarningRecord', text);
    record.set('Message', text);
    this.warnings.push(record);
    if (!isHidden) face.warning(text);
    if (this.common.warningAction === 'Stop') {
      throw new OperationError({
        id: 'ActionPreferenceStop',
        category: 'OperationStopped',
        message: `The command stopped because of the warning: ${text}`,
      });
    }
  }

  private keep(variable: string | null, items: readonly Value[]): void {
    if (variable === null) return;
    const name = variable.replace(/^\+/, '');
    const held = variable.startsWith('+') ? this.context.scope.get(name) : undefined;
    const before = held === undefined || held === null ? [] : Array.isArray(held) ? held : [held];
    this.context.scope.set(name, [...before, ...items]);
  }
}
