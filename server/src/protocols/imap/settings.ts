import { defineSettings, type SettingsValues } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';
import {
  bindingSettings,
  type ClientAccessProtocol,
  limitAndLogSettings,
  publishedSettings,
} from '../client-access/client-access-settings.ts';
import { switchableCapabilities } from './capabilities.ts';
import { imapSettingTexts as texts } from './settings-texts.ts';

const largestInt = 2_147_483_647;

const imap4: ClientAccessProtocol = {
  plainPort: 143,
  tlsPort: 993,
  idleFloor: { seconds: 1_800, source: 'RFC 9051 §5.4' },
  logFolder: 'Imap4',
  exactSizeCounts: false,
  texts,
};

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
  ...bindingSettings(imap4),
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
  ...publishedSettings(imap4),
  Banner: setting<string>({
    // RFC 3501 §9 resp-text: one line of printable ASCII, never a response code of the administrator's making.
    type: {
      kind: 'string',
      maxLength: 400,
      pattern: '^[\\x21-\\x5a\\x5c\\x5e-\\x7e][\\x20-\\x7e]*$',
      patternText: {
        en: 'one line of printable ASCII that does not begin with [ or ]',
        fr: 'une ligne d’ASCII imprimable qui ne commence ni par [ ni par ]',
      },
    },
    default: 'The Microsoft Exchange IMAP4 service is ready.',
    takesEffect: 'service-restart',
    ...texts.Banner,
  }),
  ...limitAndLogSettings(imap4),
});

export type ImapSettings = SettingsValues<(typeof imapSettings)['declarations']>;
