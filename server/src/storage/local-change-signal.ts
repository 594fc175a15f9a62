import type { ChangeSignal, MailboxChange } from './change-signal.ts';

/** Signals within this process, which is all there is when one process owns the files. Listeners run in their own turn. */
export class LocalChangeSignal implements ChangeSignal {
  private readonly listeners = new Map<string, Set<(change: MailboxChange) => void>>();
  private isClosed = false;

  publish(change: MailboxChange): void {
    const listeners = this.listeners.get(change.accountId);
    if (listeners === undefined || this.isClosed) return;
    queueMicrotask(() => {
      for (const listener of listeners) listener(change);
    });
  }

  subscribe(accountId: string, listener: (change: MailboxChange) => void): () => void {
    let listeners = this.listeners.get(accountId);
    if (listeners === undefined) this.listeners.set(accountId, (listeners = new Set()));
    // One listener may be given twice: each subscription is its own.
    const own = (change: MailboxChange): void => listener(change);
    listeners.add(own);
    return () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.listeners.get(accountId) === listeners) this.listeners.delete(accountId);
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.listeners.clear();
  }
}
