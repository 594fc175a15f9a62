import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePortOffset } from '../../test/support/ports.ts';
import { accepting } from './dovecot.ts';
import { requirePackages } from './debian-package.ts';
import { memoryOf, processorSecondsOf } from './process-family.ts';
import type { Target } from './target.ts';

/**
 * Debian's Postfix, from a configuration of its own on a high port, with its own queue: mail for the users goes to
 * `dovecot` by LMTP, all other to the sink. It is measured together with the Dovecot that it delivers to.
 */
export async function startPostfix(dovecot: Target, sinkPort: number): Promise<Target> {
  requirePackages({ postfix: '/usr/lib/postfix/sbin/master' });
  const place = await mkdtemp(join(tmpdir(), 'relais-postfix-'));
  await chmod(place, 0o755);
  const port = 25 + (await freePortOffset());
  const [config, queue, data] = ['etc', 'queue', 'data'].map((name) => join(place, name)) as [string, string, string];
  for (const directory of [config, queue, data]) await mkdir(directory);
  const owner = Number(execFileSync('id', ['-u', 'postfix']).toString());
  await chown(data, owner, Number(execFileSync('id', ['-g', 'postfix']).toString()));
  await writeFile(join(config, 'main.cf'), mainCf({ config, queue, data, sinkPort, lmtpPort: dovecot.lmtpPort ?? 24 }));
  await writeFile(join(config, 'master.cf'), masterCf(port));
  const child = spawn('postfix', ['-c', config, 'start-fg'], { stdio: ['ignore', 'ignore', 'inherit'] });
  await accepting(port);
  const pid = child.pid as number;
  return {
    ...dovecot,
    name: 'Postfix and Dovecot',
    isFront: true,
    smtpPort: port,
    processorSeconds: async () => (await processorSecondsOf(pid)) + (await dovecot.processorSeconds()),
    memory: async () => (await memoryOf(pid)) + (await dovecot.memory()),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        execFileSync('postfix', ['-c', config, 'stop'], { stdio: 'ignore' });
        await exited;
      }
      await rm(place, { recursive: true, force: true });
    },
  };
}

function mainCf(of: { config: string; queue: string; data: string; sinkPort: number; lmtpPort: number }): string {
  return `compatibility_level = 3.6
queue_directory = ${of.queue}
data_directory = ${of.data}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = /dev/stdout
myhostname = bench.example.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
virtual_mailbox_domains = example.test
virtual_mailbox_maps = static:anybody
virtual_transport = lmtp:inet:127.0.0.1:${of.lmtpPort}
relayhost = [127.0.0.1]:${of.sinkPort}
smtp_tls_security_level = none
disable_dns_lookups = yes
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
default_process_limit = 100
default_destination_concurrency_limit = 20
lmtp_destination_concurrency_limit = 20
lmtp_destination_recipient_limit = 1
initial_destination_concurrency = 20
message_size_limit = 50000000
`;
}

function masterCf(port: number): string {
  return `127.0.0.1:${port} inet n - n - 100 smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
pickup unix n - n 60 1 pickup
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
}
