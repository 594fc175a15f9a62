import type { FieldSpec } from '../form/field-spec.ts';

export type Protocol = 'Imap' | 'Pop';

const most = 2_147_483_647;

/** The fields of a protocol's section (reference §4.3), with the documents' ranges and defaults. */
export function protocolFields(protocol: Protocol): readonly FieldSpec[] {
  const commandSize =
    protocol === 'Imap' ? { min: 1024, max: 16_384, standard: 10_240 } : { min: 40, max: 1024, standard: 512 };
  return [
    { name: 'LoginType', kind: 'choice' },
    { name: 'X509CertificateName', kind: 'text' },
    { name: 'UnencryptedOrTLSBindings', kind: 'list' },
    { name: 'SSLBindings', kind: 'list' },
    { name: 'MessageRetrievalMimeFormat', kind: 'choice' },
    ...(protocol === 'Pop' ? [{ name: 'MessageRetrievalSortOrder', kind: 'choice' } as const] : []),
    { name: 'Banner', kind: 'text' },
    { name: 'MaxConnections', kind: 'number', range: { min: 1, max: most, standard: most } },
    { name: 'MaxConnectionFromSingleIP', kind: 'number', range: { min: 1, max: most, standard: most } },
    { name: 'MaxConnectionsPerUser', kind: 'number', range: { min: 1, max: most, standard: 16 } },
    { name: 'MaxCommandSize', kind: 'number', range: commandSize },
    {
      name: 'ProxyTargetPort',
      kind: 'number',
      range: { min: 1, max: 65_535, standard: protocol === 'Imap' ? 1993 : 1995 },
    },
    { name: 'AuthenticatedConnectionTimeout', kind: 'seconds', range: { min: 30, max: 86_400, standard: 1800 } },
    { name: 'PreAuthenticatedConnectionTimeout', kind: 'seconds', range: { min: 30, max: 3600, standard: 60 } },
    { name: 'CalendarItemRetrievalOption', kind: 'choice' },
    { name: 'OwaServerUrl', kind: 'text' },
    { name: 'ExternalConnectionSettings', kind: 'list' },
    { name: 'InternalConnectionSettings', kind: 'list' },
    { name: 'ProtocolLogEnabled', kind: 'switch' },
  ];
}
