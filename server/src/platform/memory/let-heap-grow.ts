import { setFlagsFromString } from 'node:v8';

/** The most that V8's flag holds: 24 days. */
const never = 2 ** 31 - 1;

/**
 * Keeps V8's own reducer of memory from ever beginning; call it before the first collection. Once that has been at work, V8 lets
 * the heap grow by three tenths only before it collects everything again. Under deliveries that was once in 500 messages,
 * with the event loop stopped, where a heap that may grow as it likes needs it for what buffers hold only. What is free
 * a quiet server gives back by itself (`release-when-quiet.ts`).
 */
export function letHeapGrow(): void {
  setFlagsFromString(`--gc-memory-reducer-start-delay-ms=${never}`);
}
