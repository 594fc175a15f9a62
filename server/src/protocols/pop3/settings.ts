import { ByteSize, TimeSpan, type Unlimited } from '@relais/management-contract';
import { defaultMaxCommandSize } from '@relais/pop3-codec';
import { defineSettings, type ServerFacts, type SettingsValues } from '../../platform/settings/define-settings.ts';
import { belowRfcFloor, setting } from '../../platform/settings/setting-types.ts';
import { popSettingTexts as texts } from './settings-texts.ts';

const day = 86_400_000;
const largestInt = 2_147_483_647;

function bindings(server: ServerFacts, port: number): readonly string[] {
  const shifted = port + server.portOffset;
  if (server.bindAddress === null) return [`[::]:${shifted}`, `0.0.0.0:${shifted}`];
  return [server.bindAddress.includes(':') ? `[${server.bindAddress}]:${shifted}` : `${server.bindAddress}:${shifted}`];
}

/** Every parameter of Set-PopSettings (reference §1.1), in the order in which Get-PopSettings | Format-List prints. */
export const popSettings = defineSettings('PopSettings', 'MSExchangePOP3', {
  MaxCommandSize: setting<number>({
    type: { kind: 'int', min: 40, max: 1_024 },
    default: defaultMaxCommandSize,
    takesEffect: 'service-restart',
    ...texts.MaxCommandSize,
  }),
  MessageRetrievalSortOrder: setting<string>({
    type: {
      kind: 'enum',
      values: [
        { name: 'Ascending', number: 0 },
        { name: 'Descending', number: 1 },
      ],
    },
    default: 'Ascending',
    takesEffect: 'service-restart',
    ...texts.MessageRetrievalSortOrder,
  }),
  UnencryptedOrTLSBindings: setting<readonly string[]>({
    type: { kind: 'binding' },
    list: true,
    nullable: true,
    default: (server) => bindings(server, 110),
    takesEffect: 'service-restart',
    ...texts.UnencryptedOrTLSBindings,
  }),
  SSLBindings: setting<readonly string[]>({
    type: { kind: 'binding' },
    list: true,
    nullable: true,
    default: (server) => bindings(server, 995),
    takesEffect: 'service-restart',
    ...texts.SSLBindings,
  }),
  InternalConnectionSettings: setting<readonly string[]>({
    type: { kind: 'connection-setting' },
    list: true,
    nullable: true,
    default: ({ fqdn, portOffset }) => [`${fqdn}:${995 + portOffset}:SSL`, `${fqdn}:${110 + portOffset}:TLS`],
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
    // RFC 1939 §4: one line; "<" would announce APOP, "[" a response code of the administrator's making.
    type: {
      kind: 'string',
      maxLength: 400,
      pattern: '^[\\x21-\\x3b\\x3d-\\x5a\\x5c-\\x7e][\\x20-\\x3b\\x3d-\\x7e]*$',
      patternText: {
        en: 'one line of printable ASCII without < that does not begin with [',
        fr: "une ligne d'ASCII imprimable, sans <, qui ne commence pas par [",
      },
    },
    default: 'The Microsoft Exchange POP3 service is ready.',
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
    advice: belowRfcFloor(600, 'RFC 1939 §3'),
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
    default: 1_995,
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
    default: '%ExchangeInstallPath%Logging\\Pop3',
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

export type PopSettings = SettingsValues<(typeof popSettings)['declarations']>;
