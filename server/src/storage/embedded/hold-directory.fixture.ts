// A process that opens the data directory it is given, says how that went, and holds it until its input ends.
import { once } from 'node:events';
import { silentLog } from '../../platform/log/silent-log.ts';
import { openEmbeddedEngine } from './open-embedded-engine.ts';

try {
  const engine = await openEmbeddedEngine({ dataDirectory: process.argv[2] ?? '', log: silentLog });
  console.log('opened');
  process.stdin.resume();
  await once(process.stdin, 'end');
  await engine.close();
} catch (error) {
  console.log((error as { code?: string }).code);
}
