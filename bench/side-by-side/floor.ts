import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSelfSigned } from '../../server/src/platform/tls/self-signed.ts';
import { endChild } from '../end-child.ts';
import { freePortOffset, portsAt } from '../../test/support/ports.ts';
import { userName } from './dovecot.ts';
import { memoryOf, processorSecondsOf } from './process-family.ts';
import type { Target } from './target.ts';

/** What the floor answers as a client wants it: reading by number, writing, sessions. */
export const floorWorkloads: readonly string[] = [
  'bodies',
  'bodies-tls',
  'bodies-one-by-one',
  'bodies-pipelined',
  'sessions',
  'sessions-tls',
  'sessions-hashed',
  'store',
  'store-pipelined',
  'move-one-by-one',
  'append',
  'append-8',
  'multiappend',
  'mixed-50',
  'mixed-200',
  'smtp-in',
  'smtp-in-one-mailbox',
  'lmtp-in',
  'queue',
  'pop3-retr',
  'pop3-retr-pipelined',
  'pop3-sessions',
  'pop3-sessions-tls',
];

/** `floor-server.ts` in a process of its own: how far from the goals a server in Node may come at all on this machine. */
export async function startFloor(sinkPort: number, messages: number): Promise<Target> {
  const place = await mkdtemp(join(tmpdir(), 'relais-floor-'));
  const ports = portsAt(await freePortOffset());
  const { certificate, key } = await makeSelfSigned(['localhost'], Date.now());
  const options = join(place, 'options.json');
  await writeFile(
    options,
    JSON.stringify({ ports, sinkPort, messages, journal: join(place, 'journal'), certificate, key }),
  );
  const program = new URL('./floor-server.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, options], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`the floor ended with ${code}`)));
  });
  const pid = child.pid as number;
  return {
    name: 'Floor',
    isFront: true,
    imapPort: ports.imap,
    imapsPort: ports.imaps,
    pop3Port: ports.pop3,
    pop3sPort: ports.pop3s,
    smtpPort: ports.smtp,
    submissionPort: ports.submission,
    lmtpPort: ports.lmtp,
    password: 'bench-password-1',
    user: userName,
    processorSeconds: () => processorSecondsOf(pid),
    memory: () => memoryOf(pid),
    restart: () => Promise.reject(new Error('the floor keeps nothing')),
    async stop() {
      await endChild(child);
      await rm(place, { recursive: true, force: true });
    },
  };
}
