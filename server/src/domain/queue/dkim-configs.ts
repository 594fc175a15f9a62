import { createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { Clock } from '../../platform/clock/clock.ts';
import type { SqlReader } from '../../storage/sql-engine.ts';
import type { SystemScope } from '../../storage/system-scope.ts';

const generate = promisify(generateKeyPair);

/** How mail from a domain is signed (RFC 6376). */
export interface DkimConfig {
  /** In lower case, as From has it. */
  readonly domain: string;
  readonly enabled: boolean;
  readonly selector: string;
  readonly keySize: number;
  /** PEM, PKCS #8. Kept in the data directory, never printed. */
  readonly privateKey: string;
  /** A second key for a second signature: receivers that do not know Ed25519 (RFC 8463 §5) have the other. */
  readonly ed25519?: Ed25519Key;
  /** A key that is published and takes over at its time: the old one signs until then. */
  readonly next?: {
    readonly selector: string;
    readonly keySize: number;
    readonly privateKey: string;
    readonly ed25519?: Ed25519Key;
    readonly from: number;
  };
  readonly whenCreated: number;
  readonly whenChanged: number;
}

export interface Ed25519Key {
  readonly selector: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
}

export interface DkimConfigs {
  list(): readonly DkimConfig[];
  /** Makes a key. The domain must have none yet. */
  create(
    config: Pick<DkimConfig, 'domain' | 'enabled' | 'selector' | 'keySize'> & { readonly ed25519?: boolean },
  ): Promise<DkimConfig>;
  setEnabled(domain: string, enabled: boolean): Promise<void>;
  /** Makes the second key, or takes it away. */
  setEd25519(domain: string, wanted: boolean): Promise<void>;
  /** Makes another key, which signs from that time on. */
  rotate(
    domain: string,
    key: { readonly selector: string; readonly keySize: number; readonly from: number },
  ): Promise<DkimConfig>;
  remove(domain: string): Promise<void>;
}

/** What must stand in the DNS before signing is switched on (RFC 6376 §3.6.1). */
export function dkimRecord({ domain, selector, privateKey }: Pick<DkimConfig, 'domain' | 'selector' | 'privateKey'>): {
  readonly name: string;
  readonly value: string;
} {
  const key = createPublicKey(privateKey);
  const der = key.export({ type: 'spki', format: 'der' });
  const isEd25519 = key.asymmetricKeyType === 'ed25519';
  // RFC 8463 §4.2: the 32 octets of the key alone.
  const published = (isEd25519 ? der.subarray(-32) : der).toString('base64');
  return {
    name: `${selector}._domainkey.${domain}`,
    value: `v=DKIM1; k=${isEd25519 ? 'ed25519' : 'rsa'}; p=${published}`,
  };
}

export async function openDkimConfigs({
  scope,
  clock,
}: {
  /** The system scope, migrated with `queueMigrations`. */
  readonly scope: SystemScope;
  readonly clock: Clock;
}): Promise<DkimConfigs> {
  let configs: readonly DkimConfig[] = [];
  await scope.keep(['dkim_config'], async (reader) => {
    configs = await load(reader);
  });
  const refresh = async (work: () => Promise<void>): Promise<void> => {
    await work();
    configs = await scope.read(load);
  };
  const makeKey = async (modulusLength: number): Promise<string> => {
    const { privateKey } = await generate('rsa', {
      modulusLength,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    return privateKey;
  };
  const makeEd25519 = async (selector: string): Promise<Ed25519Key> => {
    const { privateKey } = await generate('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    return { selector: `${selector}-ed`, privateKey };
  };
  const save = (config: DkimConfig): Promise<void> =>
    refresh(() =>
      scope.write(async (writer) => {
        await writer.run('UPDATE dkim_config SET record = ? WHERE domain = ?', JSON.stringify(config), config.domain);
      }),
    );
  const configOf = (domain: string): DkimConfig => {
    const config = configs.find((one) => one.domain === domain);
    if (config === undefined) throw new Error(`there is no DKIM key for ${domain}`);
    return config;
  };
  return {
    list: () => configs.map((config) => inForce(config, clock.now())),
    async rotate(domain, { selector, keySize, from }) {
      const current = inForce(configOf(domain), clock.now());
      const second = current.ed25519 === undefined ? {} : { ed25519: await makeEd25519(selector) };
      const next = { selector, keySize, from, privateKey: await makeKey(keySize), ...second };
      const changed: DkimConfig = { ...current, next, whenChanged: clock.now() };
      await save(changed);
      return changed;
    },
    async create(given) {
      const { ed25519, ...asked } = given;
      const second = ed25519 === true ? { ed25519: await makeEd25519(given.selector) } : {};
      const privateKey = await makeKey(given.keySize);
      const config: DkimConfig = {
        ...asked,
        ...second,
        privateKey,
        whenCreated: clock.now(),
        whenChanged: clock.now(),
      };
      await refresh(() =>
        scope.write((writer) => writer.run(insert, config.domain, JSON.stringify(config)).then(() => {})),
      );
      return config;
    },
    async setEnabled(domain, enabled) {
      await save({ ...configOf(domain), enabled, whenChanged: clock.now() });
    },
    async setEd25519(domain, wanted) {
      const { ed25519, ...config } = inForce(configOf(domain), clock.now());
      const second = wanted ? { ed25519: ed25519 ?? (await makeEd25519(config.selector)) } : {};
      await save({ ...config, ...second, whenChanged: clock.now() });
    },
    remove: (domain) =>
      refresh(() =>
        scope.write((writer) => writer.run('DELETE FROM dkim_config WHERE domain = ?', domain).then(() => {})),
      ),
  };
}

/** Once its time has come, the next key is the key. */
function inForce(config: DkimConfig, now: number): DkimConfig {
  const { next, ...both } = config;
  if (next === undefined || next.from > now) return config;
  const { ed25519: _before, ...current } = both;
  const { from, ...key } = next;
  return { ...current, ...key, whenCreated: from };
}

const insert = 'INSERT INTO dkim_config (domain, record) VALUES (?, ?)';

async function load(reader: SqlReader): Promise<readonly DkimConfig[]> {
  const rows = await reader.all<{ record: string }>('SELECT record FROM dkim_config ORDER BY domain');
  return rows.map(({ record }) => JSON.parse(record) as DkimConfig);
}
