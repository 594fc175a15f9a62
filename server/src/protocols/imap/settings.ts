import { ByteSize, TimeSpan, type Unlimited } from '@relais/management-contract';
import { firstRunBindings } from '../../domain/configuration/binding.ts';
import { defineSettings, type SettingsValues } from '../../platform/settings/define-settings.ts';
import { belowRfcFloor, setting } from '../../platform/settings/setting-types.ts';
import { switchableCapabilities } from './capabilities.ts';
import { imapSettingTexts as texts } from './settings-texts.ts';

const day = 86_400_000;
const largestInt = 2_147_483_647;

/** Every parameter of Set-ImapSettings (reference §1.1), in the order in which Get-ImapSettings | Format-List prints. */
export const imapSettings = defineSettings('ImapSettings', 'MSExchangeIMAP4', {
  MaxCommandSize: setting<number>({
    type: { kind: 'int', min: 1_024, max: 16_384 },
    default: 10_240,
    takesEffect: 'service-restart',
    ...texts.MaxCommandSize,
  }),
  ShowHiddenFoldersEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: false,
    takesEffect: 'service-restart',
    ...texts.ShowHiddenFoldersEnabled,
  }),
  UnencryptedOrTLSBindings: setting<readonly string[]>({
    type: { kind: 'binding' },
    list: true,
    nullable: true,
    default: (server) => firstRunBindings(server, 143),
    takesEffect: 'service-restart',
    ...texts.UnencryptedOrTLSBindings,
  }),
  SSLBindings: setting<readonly string[]>({
    type: { kind: 'binding' },
    list: true,
    nullable: true,
    default: (server) => firstRunBindings(server, 993),
    takesEffect: 'service-restart',
    ...texts.SSLBindings,
  }),
  DisabledCapabilities: setting<readonly string[]>({
    type: { kind: 'enum', values: switchableCapabilities.map((name, number) => ({ name, number })) },
    list: true,
    nullable: true,
    default: [],
    takesEffect: 'service-restart',
    ...texts.DisabledCapabilities,
  }),
  CommandsPerSecond: setting<number>({
    type: { kind: 'int', min: 0, max: largestInt },
    default: 0,
    takesEffect: 'service-restart',
    ...texts.CommandsPerSecond,
  }),
  PreAuthenticatedCommandsPerSecond: setting<number>({
    type: { kind: 'int', min: 0, max: largestInt },
    default: 100,
    takesEffect: 'service-restart',
    ...texts.PreAuthenticatedCommandsPerSecond,
  }),
  MessageLimit: setting<number>({
    type: { kind: 'int', min: 0, max: largestInt },
    default: 0,
    takesEffect: 'service-restart',
    ...texts.MessageLimit,
  }),
  SaveLimit: setting<number>({
    type: { kind: 'int', min: 0, max: largestInt },
    default: 0,
    takesEffect: 'service-restart',
    ...texts.SaveLimit,
  }),
  InternalConnectionSettings: setting<readonly string[]>({
    type: { kind: 'connection-setting' },
    list: true,
    nullable: true,
    default: ({ fqdn, portOffset }) => [`${fqdn}:${993 + portOffset}:SSL`, `${fqdn}:${143 + portOffset}:TLS`],
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
  Banner: setting<string>({
    // RFC 3501 §9 resp-text: one line of printable ASCII, never a response code of the administrator's making.
    type: {
      kind: 'string',
      maxLength: 400,
      pattern: '^[\\x21-\\x5a\\x5c\\x5e-\\x7e][\\x20-\\x7e]*$',
      patternText: {
        en: 'one line of printable ASCII that does not begin with [ or ]',
        fr: "une ligne d'ASCII imprimable qui ne commence ni par [ ni par ]",
      },
    },
    default: 'The Microsoft Exchange IMAP4 service is ready.',
    takesEffect: 'service-restart',
    ...texts.Banner,
  }),
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
    advice: belowRfcFloor(1_800, 'RFC 9051 §5.4'),
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
    default: 1_993,
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
    withoutEffect: true,
    ...texts.EnableExactRFC822Size,
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
    default: '%ExchangeInstallPath%Logging\\Imap4',
    takesEffect: 'service-restart',
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

export type ImapSettings = SettingsValues<(typeof imapSettings)['declarations']>;
