import type { LocalisedText } from '@relais/management-contract';

/** What people read about a setting: its label in forms, and the help of its parameter. */
export interface SettingTexts {
  readonly label: LocalisedText;
  readonly help: LocalisedText;
}

export function settingTexts(en: string, fr: string, helpEn: string, helpFr: string): SettingTexts {
  return { label: { en, fr }, help: { en: helpEn, fr: helpFr } };
}
