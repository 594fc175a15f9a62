import { setFlagsFromString } from 'node:v8';

/** The most that V8's flag holds: 24 days. */
const never = 2 ** 31 - 1;

/**
 * Keeps V8's own reducer of memory from ever beginning; call it before the first collection. Once that has been at work, V8 lets
 * the heap grow by three tenths at most before it collects everything again, for which it stops the event loop. Under deliveries
 * that is about twice as often as without (docs/decisions/0222-v8s-reducer-of-memory-never-begins.md). What is free
 * a quiet server gives back by itself (`release-when-quiet.ts`).
 */
export function letHeapGrow(): void {
  setFlagsFromString(`--gc-memory-reducer-start-delay-ms=${never}`);
}
