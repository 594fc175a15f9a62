import { adviseLogPath } from '../../domain/configuration/log-path.ts';
import { ByteSize, TimeSpan, type Unlimited } from '@relais/management-contract';
import { firstRunBindings } from '../../domain/configuration/binding.ts';
import { belowRfcFloor, setting } from '../../platform/settings/setting-types.ts';
import type { SettingTexts } from '../../platform/settings/setting-texts.ts';
import { clientAccessSettingTexts as texts } from './client-access-setting-texts.ts';

const day = 86_400_000;
const largestInt = 2_147_483_647;

/** What differs between Set-ImapSettings and Set-PopSettings in the parameters that both have. */
export interface ClientAccessProtocol {
  readonly plainPort: number;
  readonly tlsPort: number;
  /** The shortest inactivity time-out that the protocol's RFC allows servers. */
  readonly idleFloor: { readonly seconds: number; readonly source: string };
  /** Below %ExchangeInstallPath%Logging. */
  readonly logFolder: string;
  /** Whether EnableExactRFC822Size changes anything. */
  readonly exactSizeCounts: boolean;
  readonly texts: Readonly<Record<'UnencryptedOrTLSBindings' | 'EnableExactRFC822Size', SettingTexts>>;
}

/** Where connections are taken. */
export const bindingSettings = (of: ClientAccessProtocol) => ({
  UnencryptedOrTLSBindings: setting<readonly string[]>({
    type: { kind: 'binding' },
    list: true,
    nullable: true,
    default: (server) => firstRunBindings(server, of.plainPort),
    takesEffect: 'service-restart',
    ...of.texts.UnencryptedOrTLSBindings,
  }),
  SSLBindings: setting<readonly string[]>({
    type: { kind: 'binding' },
    list: true,
    nullable: true,
    default: (server) => firstRunBindings(server, of.tlsPort),
    takesEffect: 'service-restart',
    ...texts.SSLBindings,
  }),
});

/** What users are told (effective after iisreset), and the certificate. */
export const publishedSettings = (of: ClientAccessProtocol) => ({
  InternalConnectionSettings: setting<readonly string[]>({
    type: { kind: 'connection-setting' },
    list: true,
    nullable: true,
    default: ({ fqdn, portOffset }) => [
      `${fqdn}:${of.tlsPort + portOffset}:SSL`,
      `${fqdn}:${of.plainPort + portOffset}:TLS`,
    ],
    takesEffect: 'web-restart',
    ...texts.InternalConnectionSettings,
  }),
  ExternalConnectionSettings: setting<readonly string[]>({
    type: { kind: 'connection-setting' },
    list: true,
    nullable: true,
    default: [],
    takesEffect: 'web-restart',
    ...texts.ExternalConnectionSettings,
  }),
  X509CertificateName: setting<string>({
    type: { kind: 'string', maxLength: 256 },
    default: ({ fqdn }) => fqdn,
    takesEffect: 'service-restart',
    ...texts.X509CertificateName,
  }),
});

/** From sign-in to the log: the parameters after Banner, in the order in which Get-…Settings prints. */
export const limitAndLogSettings = (of: ClientAccessProtocol) => ({
  LoginType: setting<string>({
    type: {
      kind: 'enum',
      values: [
        { name: 'PlainTextLogin', number: 1 },
        { name: 'PlainTextAuthentication', number: 2 },
        { name: 'SecureLogin', number: 3 },
      ],
    },
    default: 'SecureLogin',
    takesEffect: 'service-restart',
    ...texts.LoginType,
  }),
  AuthenticatedConnectionTimeout: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 30_000, maxMs: day },
    default: TimeSpan.fromSeconds(1_800),
    takesEffect: 'service-restart',
    advice: belowRfcFloor(of.idleFloor.seconds, of.idleFloor.source),
    ...texts.AuthenticatedConnectionTimeout,
  }),
  PreAuthenticatedConnectionTimeout: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 30_000, maxMs: 3_600_000 },
    default: TimeSpan.fromSeconds(60),
    takesEffect: 'service-restart',
    ...texts.PreAuthenticatedConnectionTimeout,
  }),
  MaxConnections: setting<number>({
    type: { kind: 'int', min: 1, max: largestInt },
    default: largestInt,
    takesEffect: 'service-restart',
    ...texts.MaxConnections,
  }),
  MaxConnectionFromSingleIP: setting<number>({
    type: { kind: 'int', min: 1, max: largestInt },
    default: largestInt,
    takesEffect: 'service-restart',
    aliases: ['MaxConnectionsFromSingleIP'],
    ...texts.MaxConnectionFromSingleIP,
  }),
  MaxConnectionsPerUser: setting<number>({
    type: { kind: 'int', min: 1, max: largestInt },
    default: 16,
    takesEffect: 'service-restart',
    ...texts.MaxConnectionsPerUser,
  }),
  MessageRetrievalMimeFormat: setting<string>({
    type: {
      kind: 'enum',
      values: [
        { name: 'TextOnly', number: 0 },
        { name: 'HtmlOnly', number: 1 },
        { name: 'HtmlAndTextAlternative', number: 2 },
        { name: 'TextEnrichedOnly', number: 3, alsoKnownAs: ['TextEnriched'] },
        { name: 'TextEnrichedAndTextAlternative', number: 4 },
        { name: 'BestBodyFormat', number: 5 },
        { name: 'Tnef', number: 6 },
      ],
    },
    default: 'BestBodyFormat',
    takesEffect: 'service-restart',
    withoutEffect: true,
    ...texts.MessageRetrievalMimeFormat,
  }),
  ProxyTargetPort: setting<number>({
    type: { kind: 'int', min: 1, max: 65_535 },
    default: 1_000 + of.tlsPort,
    takesEffect: 'service-restart',
    withoutEffect: true,
    ...texts.ProxyTargetPort,
  }),
  CalendarItemRetrievalOption: setting<string>({
    type: {
      kind: 'enum',
      values: [
        { name: 'iCalendar', number: 0 },
        { name: 'IntranetUrl', number: 1 },
        { name: 'InternetUrl', number: 2 },
        { name: 'Custom', number: 3 },
      ],
    },
    default: 'iCalendar',
    takesEffect: 'service-restart',
    withoutEffect: true,
    ...texts.CalendarItemRetrievalOption,
  }),
  OwaServerUrl: setting<string | null>({
    type: { kind: 'uri' },
    nullable: true,
    default: null,
    takesEffect: 'service-restart',
    withoutEffect: true,
    ...texts.OwaServerUrl,
  }),
  EnableExactRFC822Size: setting<boolean>({
    type: { kind: 'boolean' },
    default: false,
    takesEffect: 'service-restart',
    ...(of.exactSizeCounts ? {} : { withoutEffect: true as const }),
    ...of.texts.EnableExactRFC822Size,
  }),
  SuppressReadReceipt: setting<boolean>({
    type: { kind: 'boolean' },
    default: false,
    takesEffect: 'service-restart',
    withoutEffect: true,
    ...texts.SuppressReadReceipt,
  }),
  ProtocolLogEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: false,
    takesEffect: 'service-restart',
    ...texts.ProtocolLogEnabled,
  }),
  EnforceCertificateErrors: setting<boolean>({
    type: { kind: 'boolean' },
    default: false,
    takesEffect: 'service-restart',
    withoutEffect: true,
    ...texts.EnforceCertificateErrors,
  }),
  LogFileLocation: setting<string>({
    type: { kind: 'string', maxLength: 260 },
    default: `%ExchangeInstallPath%Logging\\${of.logFolder}`,
    takesEffect: 'service-restart',
    advice: adviseLogPath,
    ...texts.LogFileLocation,
  }),
  LogFileRollOverSettings: setting<string>({
    type: {
      kind: 'enum',
      values: [
        { name: 'Hourly', number: 1 },
        { name: 'Daily', number: 2 },
        { name: 'Weekly', number: 3 },
        { name: 'Monthly', number: 4 },
      ],
    },
    default: 'Daily',
    takesEffect: 'service-restart',
    ...texts.LogFileRollOverSettings,
  }),
  LogPerFileSizeQuota: setting<ByteSize | Unlimited>({
    type: { kind: 'bytesize', min: 0, unlimited: true },
    default: new ByteSize(0),
    takesEffect: 'service-restart',
    ...texts.LogPerFileSizeQuota,
  }),
  ExtendedProtectionPolicy: setting<string>({
    type: {
      kind: 'enum',
      values: [
        { name: 'None', number: 0 },
        { name: 'Allow', number: 1 },
        { name: 'Require', number: 2 },
      ],
    },
    default: 'None',
    takesEffect: 'service-restart',
    withoutEffect: true,
    ...texts.ExtendedProtectionPolicy,
  }),
  EnableGSSAPIAndNTLMAuth: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'service-restart',
    withoutEffect: true,
    ...texts.EnableGSSAPIAndNTLMAuth,
  }),
});
