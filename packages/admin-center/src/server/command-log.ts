import { useSyncExternalStore } from 'react';
import { type Command, commandLine } from './command-line.ts';

/** A command that this page has run, newest first in the log. */
export interface LoggedCommand {
  readonly id: number;
  readonly line: string;
  readonly changes: boolean;
  readonly startedAt: Date;
  readonly state: 'running' | 'done' | 'failed';
  readonly message: string | null;
}

const kept = 200;
let log: readonly LoggedCommand[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

export function logCommand(command: Command): (state: 'done' | 'failed', message: string | null) => void {
  lastId += 1;
  const id = lastId;
  const entry: LoggedCommand = {
    id,
    line: commandLine(command),
    changes: !command.cmdlet.startsWith('Get-') && !command.cmdlet.startsWith('Search-'),
    startedAt: new Date(),
    state: 'running',
    message: null,
  };
  set([entry, ...log].slice(0, kept));
  return (state, message) => set(log.map((held) => (held.id === id ? { ...held, state, message } : held)));
}

export function useCommandLog(): readonly LoggedCommand[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => log,
  );
}

function set(next: readonly LoggedCommand[]): void {
  log = next;
  for (const listener of listeners) listener();
}
