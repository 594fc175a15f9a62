import type { ManagementObject, ParameterDescription } from '@relais/management-contract';
import { type DkimConfig, dkimRecord } from '../../../domain/queue/dkim-configs.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';

export const dkimIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'DkimSigningConfig' },
  position: 1,
  pipeline: 'both',
  help: { en: 'The domain.', fr: 'Le domaine.' },
};

/** With what must be published; the private key is shown nowhere. */
export function dkimObject(config: DkimConfig): ManagementObject {
  const { name, value } = dkimRecord(config);
  const next = config.next === undefined ? null : dkimRecord({ ...config.next, domain: config.domain });
  return {
    Domain: config.domain,
    Enabled: config.enabled,
    Selector: config.selector,
    KeySize: config.keySize,
    DnsRecordType: 'TXT',
    DnsRecordName: name,
    DnsRecordValue: value,
    NextSelector: config.next?.selector ?? null,
    NextDnsRecordName: next?.name ?? null,
    NextDnsRecordValue: next?.value ?? null,
    RotateOnDate: config.next === undefined ? null : new Date(config.next.from),
    Algorithm: 'RsaSHA256',
    HeaderCanonicalization: 'Relaxed',
    BodyCanonicalization: 'Relaxed',
    Identity: config.domain,
    KeyCreationTime: new Date(config.whenCreated),
    WhenChanged: new Date(config.whenChanged),
    IsValid: true,
  };
}

/** @throws CmdletError ManagementObjectNotFound */
export function findDkimConfig(services: ManagementServices, identity: string): DkimConfig {
  const found = services.dkim.list().find(({ domain }) => domain === identity.toLowerCase());
  if (found === undefined) throw objectNotFound(identity, services.server.fqdn);
  return found;
}
