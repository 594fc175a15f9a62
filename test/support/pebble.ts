import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuthority } from '../../server/src/platform/tls/authority.fixture.ts';
import { missingProgram } from './debian-program.ts';

/** Why there is no Pebble here, for `skip`; `false`: there is. */
export function missingPebble(): string | false {
  return missingProgram('pebble', ['pebble'], 'command -v pebble && command -v pebble-challtestsrv');
}

/** Let's Encrypt's own test server, which every name leads to this machine for. */
export interface TestPebble {
  /** Of its directory. */
  readonly url: string;
  /** PEM of who vouches for its HTTPS. */
  readonly authority: string;
  /** `127.0.0.1:PORT` of its DNS: every name has the address 127.0.0.1, and those that `addCaa` names a CAA record. */
  readonly dns: string;
  addCaa(host: string, issuer: string): Promise<void>;
  stop(): Promise<void>;
}

/** `httpPort`: where it looks for challenges. `externalAccount`: only customers with this key are taken. */
export async function startPebble(of: {
  readonly httpPort: number;
  readonly externalAccount?: { readonly keyId: string; readonly macKey: string };
}): Promise<TestPebble> {
  const place = await mkdtemp(join(tmpdir(), 'relais-pebble-'));
  const [port, dnsPort, commandPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const authority = await makeAuthority(Date.now());
  const own = await authority.issue(['localhost']);
  await writeFile(join(place, 'cert.pem'), own.certificate);
  await writeFile(join(place, 'key.pem'), own.key, { mode: 0o600 });
  const external = of.externalAccount;
  const pebble = {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: '',
    certificate: join(place, 'cert.pem'),
    privateKey: join(place, 'key.pem'),
    httpPort: of.httpPort,
    tlsPort: 1,
    ocspResponderURL: '',
    externalAccountBindingRequired: external !== undefined,
    externalAccountMACKeys: external === undefined ? {} : { [external.keyId]: external.macKey },
  };
  await writeFile(join(place, 'config.json'), JSON.stringify({ pebble }));
  const children = [
    spawn(
      'pebble-challtestsrv',
      [
        `-management=127.0.0.1:${commandPort}`,
        `-dns01=127.0.0.1:${dnsPort}`,
        '-defaultIPv4=127.0.0.1',
        '-defaultIPv6=',
        '-http01=',
        '-https01=',
        '-tlsalpn01=',
      ],
      { stdio: 'ignore' },
    ),
    spawn('pebble', ['-config', join(place, 'config.json'), '-dnsserver', `127.0.0.1:${dnsPort}`], {
      stdio: 'ignore',
      // Every fourth nonce is refused, and no name is believed because it was proved before.
      env: { ...process.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '25', PEBBLE_AUTHZREUSE: '0' },
    }),
  ];
  await Promise.all([accepting(port, children), accepting(commandPort, children)]);
  return {
    url: `https://localhost:${port}/dir`,
    authority: authority.certificate,
    dns: `127.0.0.1:${dnsPort}`,
    async addCaa(host, issuer) {
      const policies = [{ tag: 'issue', value: issuer }];
      const answer = await fetch(`http://127.0.0.1:${commandPort}/add-caa`, {
        method: 'POST',
        body: JSON.stringify({ host: `${host}.`, policies }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    async stop() {
      await Promise.all(
        children.map(async (child) => {
          const exited = once(child, 'exit');
          if (child.exitCode === null && child.kill('SIGKILL')) await exited;
        }),
      );
      await rm(place, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function accepting(port: number, children: readonly ChildProcess[]): Promise<void> {
  for (let tries = 0; tries < 2000; tries += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isOpen) return;
    if (children.some(({ exitCode }) => exitCode !== null)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Pebble did not start');
}
