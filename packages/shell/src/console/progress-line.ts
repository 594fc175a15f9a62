import type { TerminalOutput } from './line-reader.ts';

/** The line at the bottom of a terminal that says how far long work has come. It gives way to whatever else is written. */
export class ProgressLine {
  private readonly output: TerminalOutput;
  private isShown = false;

  constructor(output: TerminalOutput) {
    this.output = output;
  }

  /** `percent` of 100 ends it. */
  show(activity: string, status: string, percent: number | null): void {
    if (percent !== null && percent >= 100) {
      this.clear();
      return;
    }
    const room = (this.output.columns || 80) - 1;
    const done = percent === null ? '' : ` ${String(Math.round(percent)).padStart(3)} %`;
    const text = status === '' ? activity : `${activity}: ${status}`;
    // The cursor goes back, so that what the terminal itself writes (^C) does not begin a line.
    this.output.write(`\r${text.slice(0, room - done.length).padEnd(room - done.length)}${done}\r`);
    this.isShown = true;
  }

  clear(): void {
    if (!this.isShown) return;
    this.isShown = false;
    this.output.write(`\r${' '.repeat((this.output.columns || 80) - 1)}\r`);
  }
}
