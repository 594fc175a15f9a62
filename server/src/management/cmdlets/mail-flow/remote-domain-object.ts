import {
  type ManagementObject,
  type ManagementValue,
  type ParameterDescription,
  Unlimited,
} from '@relais/management-contract';
import type { RemoteDomain } from '../../../domain/configuration/remote-domains.ts';
import { directoryTail, organizationDistinguishedName } from '../../directory-names.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { idle, idles } from '../../idle-parameter.ts';

const content = {
  en: 'messages leave as they were written',
  fr: 'les messages partent tels qu’ils ont été écrits',
};
const hybrid = { en: 'no part of the organization is elsewhere', fr: 'l’organisation n’a pas de partie ailleurs' };

/** What Exchange prints of a remote domain and is only kept here, with its value on a new one. */
const keptProperties: Readonly<Record<string, ManagementValue>> = {
  IsInternal: false,
  TargetDeliveryDomain: false,
  ByteEncoderTypeFor7BitCharsets: 'Undefined',
  CharacterSet: 'iso-8859-1',
  NonMimeCharacterSet: 'iso-8859-1',
  MeetingForwardNotificationEnabled: false,
  ContentType: 'MimeHtmlText',
  DisplaySenderName: true,
  PreferredInternetCodePageForShiftJis: 'Undefined',
  RequiredCharsetCoverage: null,
  TNEFEnabled: null,
  LineWrapSize: Unlimited.value,
  TrustedMailOutboundEnabled: false,
  TrustedMailInboundEnabled: false,
  UseSimpleDisplayName: false,
  NDRDiagnosticInfoEnabled: true,
  MessageCountThreshold: 2_147_483_647,
};

export const keptParameters: readonly ParameterDescription[] = [
  ...idles(['CharacterSet', 'NonMimeCharacterSet'], { kind: 'string', maxLength: 64 }, content, { nullable: true }),
  idle(
    'ContentType',
    { kind: 'enum', values: [{ name: 'MimeText' }, { name: 'MimeHtml' }, { name: 'MimeHtmlText' }] },
    content,
  ),
  idle('LineWrapSize', { kind: 'int', min: 0, max: 132, unlimited: true }, content),
  idle('TNEFEnabled', { kind: 'boolean' }, content, { nullable: true }),
  ...idles(['DisplaySenderName', 'UseSimpleDisplayName'], { kind: 'boolean' }, content),
  idle(
    'MeetingForwardNotificationEnabled',
    { kind: 'boolean' },
    { en: 'there are no meetings here', fr: 'il n’y a pas de réunions ici' },
  ),
  ...idles(
    ['IsInternal', 'TargetDeliveryDomain', 'TrustedMailOutboundEnabled', 'TrustedMailInboundEnabled'],
    { kind: 'boolean' },
    hybrid,
  ),
];

export const remoteDomainIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'RemoteDomain' },
  position: 1,
  pipeline: 'both',
  help: {
    en: 'The remote domain, by name, domain name, GUID or distinguished name.',
    fr: 'Le domaine distant, par son nom, nom de domaine, GUID ou nom unique.',
  },
};

export const domainNames = ({ domainName }: RemoteDomain): readonly string[] => [domainName];

export function remoteDomainObject(services: ManagementServices, domain: RemoteDomain): ManagementObject {
  return {
    DomainName: domain.domainName,
    AllowedOOFType: domain.allowedOofType,
    AutoReplyEnabled: domain.autoReplyEnabled,
    AutoForwardEnabled: domain.autoForwardEnabled,
    DeliveryReportEnabled: domain.deliveryReportEnabled,
    NDREnabled: domain.ndrEnabled,
    ...keptProperties,
    ...(domain.otherProperties as Readonly<Record<string, ManagementValue>>),
    ...directoryTail(services, {
      name: domain.name,
      distinguishedName: `CN=${domain.name},CN=Internet Message Formats,CN=Global Settings,${organizationDistinguishedName(services)}`,
      identity: domain.name,
      guid: domain.guid,
      schemaClass: 'ms-Exch-Domain-Content-Config',
      objectClass: ['top', 'msExchDomainContentConfig'],
      whenCreated: domain.whenCreated,
      whenChanged: domain.whenChanged,
    }),
  };
}
