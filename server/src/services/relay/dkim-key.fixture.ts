import { generateKeyPairSync } from 'node:crypto';
import type { DkimConfig } from '../../domain/queue/dkim-configs.ts';

/** A key of example.test under the selector `key`, and what its domain publishes for it (RFC 6376 §3.6.1). */
export function dkimKey(): { readonly key: DkimConfig; readonly record: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    key: {
      domain: 'example.test',
      selector: 'key',
      enabled: true,
      keySize: 2048,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      whenCreated: 0,
      whenChanged: 0,
    },
    record: `v=DKIM1; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`,
  };
}
