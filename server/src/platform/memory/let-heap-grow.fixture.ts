import { setTimeout as after } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { letHeapGrow } from './let-heap-grow.ts';

// A program of its own: V8's reducer begins with the first collection of everything.
if (process.argv[2] === 'grows') letHeapGrow();
setFlagsFromString('--expose-gc');
(runInNewContext('gc') as () => void)();
// It looks whether to begin a moment later, when there is something to wait for.
for (let looks = 0; looks < 20; looks++) await after(10);
