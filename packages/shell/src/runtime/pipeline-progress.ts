import type { Invocation } from './command.ts';

const quietMs = 1000;
const everyMs = 250;

/** How many objects a pipeline has put through a command, once that takes longer than a second. */
export class PipelineProgress {
  private readonly name: string;
  private readonly counts: boolean;
  private readonly invocation: Invocation;
  private readonly started = performance.now();
  private processed = 0;
  private shownAt: number | null = null;

  constructor(name: string, counts: boolean, invocation: Invocation) {
    this.name = name;
    this.counts = counts && invocation.isPiped;
    this.invocation = invocation;
  }

  count(): void {
    const { engine, context } = this.invocation;
    if (!this.counts) return;
    const now = performance.now();
    if (now - this.started > quietMs && now - (this.shownAt ?? 0) > everyMs) {
      const rate = Math.round((this.processed * 1000) / (now - this.started));
      const status =
        engine.session.language === 'fr'
          ? `${this.processed} objets traités, ${rate} par seconde`
          : `${this.processed} objects done, ${rate} a second`;
      context.face.progress(this.name, status, null);
      this.shownAt = now;
    }
    this.processed += 1;
  }

  end(): void {
    if (this.shownAt !== null) this.invocation.context.face.progress(this.name, '', 100);
  }
}
