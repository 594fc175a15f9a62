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
  /** A key that is published and takes over at its time: the old one signs until then. */
  readonly next?: {
    readonly selector: string;
    readonly keySize: number;
    readonly privateKey: string;
    readonly from: number;
  };
  readonly whenCreated: number;
  readonly whenChanged: number;
}

export interface DkimConfigs {
  list(): readonly DkimConfig[];
  /** Makes a key. The domain must have none yet. */
  create(config: Pick<DkimConfig, 'domain' | 'enabled' | 'selector' | 'keySize'>): Promise<DkimConfig>;
  setEnabled(domain: string, enabled: boolean): Promise<void>;
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
  const key = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  return { name: `${selector}._domainkey.${domain}`, value: `v=DKIM1; k=rsa; p=${key}` };
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
  return {
    list: () => configs.map((config) => inForce(config, clock.now())),
    async rotate(domain, { selector, keySize, from }) {
      const config = configs.find((one) => one.domain === domain);
      if (config === undefined) throw new Error(`there is no DKIM key for ${domain}`);
      const next = { selector, keySize, from, privateKey: await makeKey(keySize) };
      const changed: DkimConfig = { ...inForce(config, clock.now()), next, whenChanged: clock.now() };
      await refresh(() =>
        scope.write((writer) =>
          writer
            .run('UPDATE dkim_config SET record = ? WHERE domain = ?', JSON.stringify(changed), domain)
            .then(() => {}),
        ),
      );
      return changed;
    },
    async create(given) {
      const privateKey = await makeKey(given.keySize);
      const config: DkimConfig = { ...given, privateKey, whenCreated: clock.now(), whenChanged: clock.now() };
      await refresh(() =>
        scope.write((writer) => writer.run(insert, config.domain, JSON.stringify(config)).then(() => {})),
      );
      return config;
    },
    async setEnabled(domain, enabled) {
      const config = configs.find((one) => one.domain === domain);
      const changed = JSON.stringify({ ...config, enabled, whenChanged: clock.now() });
      await refresh(() =>
        scope.write((writer) =>
          writer.run('UPDATE dkim_config SET record = ? WHERE domain = ?', changed, domain).then(() => {}),
        ),
      );
    },
    remove: (domain) =>
      refresh(() =>
        scope.write((writer) => writer.run('DELETE FROM dkim_config WHERE domain = ?', domain).then(() => {})),
      ),
  };
}

/** Once its time has come, the next key is the key. */
function inForce(config: DkimConfig, now: number): DkimConfig {
  const { next, ...current } = config;
  if (next === undefined || next.from > now) return config;
  const { from, ...key } = next;
  return { ...current, ...key, whenCreated: from };
}

const insert = 'INSERT INTO dkim_config (domain, record) VALUES (?, ?)';

async function load(reader: SqlReader): Promise<readonly DkimConfig[]> {
  const rows = await reader.all<{ record: string }>('SELECT record FROM dkim_config ORDER BY domain');
  return rows.map(({ record }) => JSON.parse(record) as DkimConfig);
}
