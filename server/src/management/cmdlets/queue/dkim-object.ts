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

export const ed25519Parameter: ParameterDescription = {
  name: 'Ed25519',
  type: { kind: 'boolean' },
  help: {
    en: 'Whether mail carries a second signature by an Ed25519 key (RFC 8463), which is published besides.',
    fr: 'Indique si le courrier porte une seconde signature par une clé Ed25519 (RFC 8463), publiée en plus.',
  },
};

/** With what must be published; the private key is shown nowhere. */
export function dkimObject(config: DkimConfig): ManagementObject {
  const { name, value } = dkimRecord(config);
  const next = config.next === undefined ? null : dkimRecord({ ...config.next, domain: config.domain });
  const { domain } = config;
  const second = config.ed25519 === undefined ? null : dkimRecord({ ...config.ed25519, domain });
  const nextSecond = config.next?.ed25519 === undefined ? null : dkimRecord({ ...config.next.ed25519, domain });
  return {
    Domain: config.domain,
    Enabled: config.enabled,
    Selector: config.selector,
    KeySize: config.keySize,
    DnsRecordType: 'TXT',
    DnsRecordName: name,
    DnsRecordValue: value,
    Ed25519Selector: config.ed25519?.selector ?? null,
    Ed25519DnsRecordName: second?.name ?? null,
    Ed25519DnsRecordValue: second?.value ?? null,
    NextSelector: config.next?.selector ?? null,
    NextDnsRecordName: next?.name ?? null,
    NextDnsRecordValue: next?.value ?? null,
    NextEd25519DnsRecordName: nextSecond?.name ?? null,
    NextEd25519DnsRecordValue: nextSecond?.value ?? null,
    RotateOnDate: config.next === undefined ? null : new Date(config.next.from),
    Algorithm: config.ed25519 === undefined ? 'RsaSHA256' : 'RsaSHA256, Ed25519SHA256',
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
