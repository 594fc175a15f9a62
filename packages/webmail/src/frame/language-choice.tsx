import { Select } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, currentLanguage, type Language } from '../language/language.ts';

/** Each language under its own name, so that it is found by those who read it. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français' };

export function LanguageChoice() {
  const { t } = useTranslation();
  return (
    <Select
      aria-label={t('signIn.language')}
      value={currentLanguage()}
      onChange={(_, data) => void chooseLanguage(data.value as Language)}
    >
      {Object.entries(languageNames).map(([language, name]) => (
        <option key={language} value={language} lang={language}>
          {name}
        </option>
      ))}
    </Select>
  );
}
