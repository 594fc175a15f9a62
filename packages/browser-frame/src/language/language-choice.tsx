import { Select } from '@fluentui/react-components';
import { useFrameWords } from './frame-words.ts';
import { currentLanguage, type Language, languageNames } from './current-language.ts';
import { chooseLanguage } from './language.ts';

/** Where nobody is signed in yet. */
export function LanguageChoice() {
  const t = useFrameWords();
  return (
    <Select
      aria-label={t('language')}
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
