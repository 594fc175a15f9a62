import { PipelineStopped } from './control-signals.ts';

/** How much a script may do; for embedding where a script is not trusted to end. */
export class Budget {
  private stepsLeft: number;
  private steps = 0;
  private readonly endsAtMs: number;
  constructor(limits: { readonly steps?: number; readonly milliseconds?: number } = {}) {
    this.stepsLeft = limits.steps ?? Infinity;
    this.endsAtMs = limits.milliseconds === undefined ? Infinity : performance.now() + limits.milliseconds;
  }

  /** Counts one statement or expression. @throws PipelineStopped when the budget is used up. */
  spend(): void {
    this.stepsLeft -= 1;
    this.steps += 1;
    if (this.stepsLeft < 0) throw new PipelineStopped('The script was stopped: it took more steps than it is allowed.');
    if (this.endsAtMs !== Infinity && this.steps % 64 === 0 && performance.now() > this.endsAtMs) {
      throw new PipelineStopped('The script was stopped: it took longer than it is allowed.');
    }
  }
}
