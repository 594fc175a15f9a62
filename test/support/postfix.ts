import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingProgram } from './debian-program.ts';
import { makeSelfSigned } from '../../server/src/platform/tls/self-signed.ts';

/** Why there can be no Postfix here; `null`: there can. It is not installed where it would take the place of another. */
export function missingPostfix(): string | null {
  const master = '/usr/lib/postfix/sbin/master';
  if (process.getuid?.() !== 0) return 'Postfix starts as root only';
  if (!existsSync(master) && existsSync('/usr/sbin/sendmail'))
    return 'Postfix is not installed, and another mail server is (apt-get install postfix)';
  // Without a configuration it serves nobody but the tests.
  const answers = 'postfix postfix/main_mailer_type select No configuration\n';
  if (!existsSync(master)) spawnSync('debconf-set-selections', { input: answers });
  return missingProgram('postfix', ['postfix'], `test -x ${master}`) || null;
}

/** Debian's Postfix from a configuration of its own, on a port of its own. It shares nothing with one that the machine runs. */
export interface TestPostfix {
  readonly port: number;
  /** What it delivered to its own users, as text. */
  delivered(count: number): Promise<readonly string[]>;
  /** Lines of its log so far. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

/** `postfix.test` is delivered to files; `example.test` goes on to `relais`, by SMTP with TLS or by LMTP. */
export async function startPostfix(relais: {
  readonly smtp: number;
  readonly lmtp: number | null;
  readonly port: number;
  /** Lines of main.cf besides. */
  readonly more?: string;
}): Promise<TestPostfix> {
  const { port } = relais;
  const place = await mkdtemp(join(tmpdir(), 'relais-postfix-'));
  await chmod(place, 0o755);
  const [config, queue, data, mail] = ['etc', 'queue', 'data', 'mail'].map((name) => join(place, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const directory of [config, queue, data, mail]) await mkdir(directory);
  const [user, group] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postfix']).toString())) as [
    number,
    number,
  ];
  for (const directory of [data, mail]) await chown(directory, user, group);
  const { key, certificate } = await makeSelfSigned(['mx.postfix.test'], Date.now());
  await writeFile(join(config, 'tls.pem'), `${key}${certificate}`, { mode: 0o600 });
  const transport = relais.lmtp === null ? `smtp:[127.0.0.1]:${relais.smtp}` : `lmtp:inet:127.0.0.1:${relais.lmtp}`;
  await writeFile(
    join(config, 'main.cf'),
    mainCf({ config, queue, data, mail, user, group, place, transport }) + (relais.more ?? ''),
  );
  await writeFile(join(config, 'master.cf'), masterCf(port));
  const child = spawn('postfix', ['-c', config, 'start-fg'], { stdio: 'ignore' });
  await accepting(port);
  return {
    port,
    async delivered(count) {
      for (let tries = 0; tries < 4000; tries += 1) {
        const folder = join(mail, 'all', 'new');
        const names = existsSync(folder) ? (await readdir(folder)).sort() : [];
        if (names.length >= count) return Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`Postfix delivered fewer than ${count} messages:\n${await readFile(join(place, 'log'), 'utf8')}`);
    },
    log: () => readFile(join(place, 'log'), 'utf8').catch(() => ''),
    async stop() {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      execFileSync('postfix', ['-c', config, 'stop'], { stdio: 'ignore' });
      await exited;
      await rm(place, { recursive: true, force: true });
    },
  };
}

async function accepting(port: number): Promise<void> {
  for (let tries = 0; tries < 2000; tries += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('data', () => socket.destroy());
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Postfix did not start');
}

function mainCf(
  of: Readonly<Record<'config' | 'queue' | 'data' | 'mail' | 'place' | 'transport', string>> & {
    user: number;
    group: number;
  },
): string {
  return `compatibility_level = 3.6
queue_directory = ${of.queue}
data_directory = ${of.data}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${of.place}/log
maillog_file_prefixes = ${of.place}
myhostname = mx.postfix.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
virtual_mailbox_domains = postfix.test seven.test
virtual_mailbox_base = ${of.mail}
virtual_mailbox_maps = inline:{ { bob@postfix.test = all/ }, { bob@seven.test = all/ }, { δοκιμή@postfix.test = all/ } }
virtual_minimum_uid = 1
virtual_uid_maps = static:${of.user}
virtual_gid_maps = static:${of.group}
relay_domains = example.test
relay_transport = ${of.transport}
default_transport = error:this Postfix sends to nobody else
smtp_tls_security_level = may
lmtp_tls_security_level = may
smtpd_tls_security_level = may
smtpd_tls_chain_files = ${of.config}/tls.pem
smtpd_tls_received_header = yes
smtputf8_enable = yes
disable_dns_lookups = yes
smtpd_relay_restrictions = permit_mynetworks, reject
message_size_limit = 20000000
mailbox_size_limit = 0
virtual_mailbox_limit = 0
`;
}

function masterCf(port: number): string {
  return `127.0.0.1:${port} inet n - n - 20 smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
pickup unix n - n 60 1 pickup
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
}
