import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile, chown } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSelfSigned } from '../../server/src/platform/tls/self-signed.ts';
import { freePortOffset } from '../../test/support/ports.ts';
import type { Target } from './target.ts';

const user = 'bench@example.test';
const password = 'bench-password-1';

/**
 * Debian's Dovecot, from a configuration of its own on high ports, tuned as its documentation advises: login processes
 * in high-performance mode, imap processes used again and kept ready, cached authentication with a cheap password
 * scheme, sdbox, mail_fsync=optimized (its default). Installed when missing, which needs root.
 */
export async function startDovecot(): Promise<Target> {
  if (!isInstalled())
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'dovecot-imapd'], { stdio: 'ignore' });
  const place = await mkdtemp(join(tmpdir(), 'relais-dovecot-'));
  await chmod(place, 0o755);
  const offset = await freePortOffset();
  const ports = { imap: 143 + offset, imaps: 993 + offset };
  const pair = await makeSelfSigned(['localhost'], Date.now());
  await writeFile(join(place, 'cert.pem'), pair.certificate);
  await writeFile(join(place, 'key.pem'), pair.key, { mode: 0o600 });
  await writeFile(join(place, 'users'), `${user}:{PLAIN}${password}\n`);
  await writeFile(join(place, 'dovecot.conf'), configuration(place, ports));
  const mail = join(place, 'mail');
  execFileSync('mkdir', ['-p', mail]);
  await chown(mail, 8, 8);
  const child = spawn('dovecot', ['-F', '-c', join(place, 'dovecot.conf')], { stdio: ['ignore', 'ignore', 'inherit'] });
  await accepting(ports.imap);
  const pid = child.pid as number;
  return {
    name: 'Dovecot',
    imapPort: ports.imap,
    imapsPort: ports.imaps,
    user,
    password,
    processorSeconds: async () => sum(await Promise.all((await family(pid)).map(processorSecondsOf))),
    memory: async () => sum(await Promise.all((await family(pid)).map(memoryOf))),
    async stop() {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await exited;
      await rm(place, { recursive: true, force: true });
    },
  };
}

function configuration(place: string, ports: { imap: number; imaps: number }): string {
  return `
base_dir = ${place}/run
state_dir = ${place}/state
log_path = ${place}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <${place}/cert.pem
ssl_key = <${place}/key.pem
disable_plaintext_auth = no
auth_cache_size = 10M
auth_cache_ttl = 1 hour
auth_worker_max_count = 2
first_valid_uid = 8
mail_location = sdbox:${place}/mail/%u
mail_max_userip_connections = 5000
default_client_limit = 10000
default_process_limit = 5000
passdb {
  driver = passwd-file
  args = ${place}/users
}
userdb {
  driver = static
  args = uid=8 gid=8 home=${place}/mail/%u
}
service imap-login {
  service_count = 0
  process_min_avail = 1
  vsz_limit = 1G
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service imap {
  service_count = 1000
  process_min_avail = 2
  process_limit = 5000
  vsz_limit = 2G
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Archive {
    auto = create
  }
}
`;
}

function isInstalled(): boolean {
  try {
    execFileSync('dovecot', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function accepting(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => (socket.destroy(), resolve(true)));
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('Dovecot did not begin to accept');
}

/** A process and all that it started. */
async function family(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const found = [root];
  for (const parent of found) for (const [pid, of] of parents) if (of === parent) found.push(pid);
  return found;
}

async function processorSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // With the time of children that have ended.
  return ([11, 12, 13, 14] as const).reduce((total, index) => total + Number(fields[index] ?? 0), 0) / 100;
}

async function memoryOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
