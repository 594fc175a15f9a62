import { defaultMaxCommandSize } from '@relais/pop3-codec';
import { defineSettings, type SettingsValues } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';
import {
  bindingSettings,
  type ClientAccessProtocol,
  limitAndLogSettings,
  publishedSettings,
} from '../client-access/client-access-settings.ts';
import { popSettingTexts as texts } from './settings-texts.ts';

const pop3: ClientAccessProtocol = {
  plainPort: 110,
  tlsPort: 995,
  idleFloor: { seconds: 600, source: 'RFC 1939 §3' },
  logFolder: 'Pop3',
  exactSizeCounts: true,
  texts,
};

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
  ...bindingSettings(pop3),
  ...publishedSettings(pop3),
  Banner: setting<string>({
    // RFC 1939 §4: one line; "<" would announce APOP, "[" a response code of the administrator's making.
    type: {
      kind: 'string',
      maxLength: 400,
      pattern: '^[\\x21-\\x3b\\x3d-\\x5a\\x5c-\\x7e][\\x20-\\x3b\\x3d-\\x7e]*$',
      patternText: {
        en: 'one line of printable ASCII without < that does not begin with [',
        fr: 'une ligne d’ASCII imprimable, sans <, qui ne commence pas par [',
      },
    },
    default: 'The Microsoft Exchange POP3 service is ready.',
    takesEffect: 'service-restart',
    ...texts.Banner,
  }),
  ...limitAndLogSettings(pop3),
});

export type PopSettings = SettingsValues<(typeof popSettings)['declarations']>;
