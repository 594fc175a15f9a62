// The thread that matches regular expressions which may take long, so that the event loop never waits for one.
import { createContext, Script } from 'node:vm';
import { parentPort } from 'node:worker_threads';

export interface PatternRequest {
  readonly source: string;
  readonly flags: string;
  readonly texts: readonly string[];
  readonly patienceMs: number;
}

/** Whether one of the texts has it; `null`: it took longer than that. */
export type PatternAnswer = boolean | null;

const sandbox: { run: () => boolean } = { run: () => false };
const watch = createContext(sandbox);
const watched = new Script('run()');

parentPort?.on('message', (request: PatternRequest) => parentPort?.postMessage(answer(request)));

function answer({ source, flags, texts, patienceMs }: PatternRequest): PatternAnswer {
  const pattern = new RegExp(source, flags);
  sandbox.run = () => texts.some((text) => pattern.test(text));
  try {
    return watched.runInContext(watch, { timeout: patienceMs }) as boolean;
  } catch (error) {
    // The error may come from the other context, so it is told by its code and not by its class.
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return null;
    throw error;
  }
}
