import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSelfSigned } from '../../server/src/platform/tls/self-signed.ts';
import { endChild } from '../end-child.ts';
import { freePortOffset } from '../../test/support/ports.ts';
import { requirePackages } from './debian-package.ts';
import { memoryOf, processorSecondsOf } from './process-family.ts';
import { type Target, userCount } from './target.ts';

const password = 'bench-password-1';
const mostWatches = 16_384;
export const userName = (index: number): string => (index === 0 ? 'bench@example.test' : `u${index}@example.test`);

/**
 * Debian's Dovecot, from a configuration of its own on high ports, tuned as its documentation advises: login processes
 * in high-performance mode, imap, pop3 and lmtp processes used again and kept ready, cached authentication, sdbox,
 * mail_fsync=optimized (its default). `hibernate` adds imap-hibernate and production hashes (SHA512-CRYPT) in place of
 * a cheap scheme. Its packages are installed when missing.
 */
export async function startDovecot(options: {
  readonly hibernate: boolean;
  readonly syncsFlags: boolean;
}): Promise<Target> {
  requirePackages({
    'dovecot-imapd': '/usr/lib/dovecot/imap',
    'dovecot-pop3d': '/usr/lib/dovecot/pop3',
    'dovecot-lmtpd': '/usr/lib/dovecot/lmtp',
  });
  const place = await mkdtemp(join(tmpdir(), 'relais-dovecot-'));
  await chmod(place, 0o755);
  const offset = await freePortOffset();
  const ports = {
    imap: 143 + offset,
    imaps: 993 + offset,
    pop3: 110 + offset,
    pop3s: 995 + offset,
    lmtp: 24 + offset,
  };
  const pair = await makeSelfSigned(['localhost'], Date.now());
  await writeFile(join(place, 'cert.pem'), pair.certificate);
  await writeFile(join(place, 'key.pem'), pair.key, { mode: 0o600 });
  const secret = options.hibernate
    ? execFileSync('doveadm', ['pw', '-s', 'SHA512-CRYPT', '-p', password]).toString().trim()
    : `{PLAIN}${password}`;
  const users = Array.from({ length: userCount }, (_, index) => `${userName(index)}:${secret}\n`);
  await writeFile(join(place, 'users'), users.join(''));
  await writeFile(join(place, 'dovecot.conf'), configuration(place, ports, options));
  const mail = join(place, 'mail');
  await mkdir(mail);
  await chown(mail, 8, 8);
  const restoreWatches = await allowWatches();
  let child = await run();
  async function run(): Promise<ChildProcess> {
    const started = spawn('dovecot', ['-F', '-c', join(place, 'dovecot.conf')], { stdio: 'ignore' });
    await accepting(ports.imap);
    return started;
  }
  return {
    name: options.hibernate
      ? 'Dovecot with imap-hibernate'
      : options.syncsFlags
        ? 'Dovecot that syncs flags'
        : 'Dovecot',
    imapPort: ports.imap,
    imapsPort: ports.imaps,
    pop3Port: ports.pop3,
    pop3sPort: ports.pop3s,
    smtpPort: null,
    submissionPort: null,
    lmtpPort: ports.lmtp,
    password,
    user: userName,
    processorSeconds: () => processorSecondsOf(child.pid as number),
    memory: () => memoryOf(child.pid as number),
    async restart() {
      await endChild(child);
      child = await run();
    },
    async stop() {
      await endChild(child);
      await restoreWatches();
      await rm(place, { recursive: true, force: true });
    },
  };
}

type DovecotPorts = Readonly<Record<'imap' | 'imaps' | 'pop3' | 'pop3s' | 'lmtp', number>>;

function configuration(
  place: string,
  ports: DovecotPorts,
  { hibernate, syncsFlags }: { readonly hibernate: boolean; readonly syncsFlags: boolean },
): string {
  return `
base_dir = ${place}/run
state_dir = ${place}/state
log_path = ${place}/log
protocols = imap pop3 lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <${place}/cert.pem
ssl_key = <${place}/key.pem
disable_plaintext_auth = no
auth_cache_size = 10M
auth_cache_ttl = 1 hour
auth_worker_max_count = 2
auth_username_format = %Lu
first_valid_uid = 8
mail_location = sdbox:${place}/mail/%u
mail_fsync = ${syncsFlags ? 'always' : 'optimized'}
mail_max_userip_connections = 5000
default_client_limit = 10000
default_process_limit = 5000
postmaster_address = postmaster@example.test
${hibernate ? 'imap_hibernate_timeout = 5s' : ''}
passdb {
  driver = passwd-file
  args = ${place}/users
}
userdb {
  driver = static
  args = uid=8 gid=8 home=${place}/mail/%u allow_all_users=yes
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
  ${hibernate ? 'unix_listener imap-master {\n    user = dovecot\n  }\n  extra_groups = dovecot' : ''}
}
${hibernate ? 'service imap-hibernate {\n  unix_listener imap-hibernate {\n    mode = 0666\n  }\n}' : ''}
service pop3-login {
  service_count = 0
  process_min_avail = 1
  inet_listener pop3 {
    port = ${ports.pop3}
  }
  inet_listener pop3s {
    port = ${ports.pop3s}
    ssl = yes
  }
}
service pop3 {
  service_count = 1000
  process_limit = 1024
  process_min_avail = 2
}
service lmtp {
  service_count = 1000
  process_min_avail = 4
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${ports.lmtp}
  }
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

const watchLimit = '/proc/sys/fs/inotify/max_user_instances';

/**
 * Each session in IDLE has an instance of inotify, and Linux gives a user 128: without more, later ones are told of
 * nothing, and none of them hibernates. Resolves with what puts the limit back.
 */
async function allowWatches(): Promise<() => Promise<void>> {
  const before = await readFile(watchLimit, 'utf8');
  if (Number(before) >= mostWatches) return async () => {};
  await writeFile(watchLimit, String(mostWatches));
  return () => writeFile(watchLimit, before);
}

/** Resolves when a server greets on the port. */
export async function accepting(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => (socket.destroy(), resolve(true)));
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nobody began to accept on port ${port}`);
}
