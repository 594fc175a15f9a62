import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import { useWords } from '../language/words.ts';
import { currentLanguage, type Language, languageNames } from '@relais/browser-frame/language/current-language.ts';
import { chooseOwnLanguage } from '@relais/browser-frame/server/session.ts';
import { type Appearance, chooseAppearance, useChosenAppearance } from '@relais/browser-frame/theme/appearance.ts';
import styles from './options-page.module.css';
import { ReadingSettings } from './reading-settings.tsx';
import { WritingSettings } from './writing-settings.tsx';

export function GeneralPage() {
  const t = useWords();
  const appearance = useChosenAppearance();
  return (
    <>
      <h1 className={styles.title}>{t('options.general')}</h1>
      <section className={styles.panel} aria-label={t('options.general')}>
        <Field label={t('options.general_language')}>
          <RadioGroup value={currentLanguage()} onChange={(_, data) => void chooseOwnLanguage(data.value as Language)}>
            {Object.entries(languageNames).map(([language, name]) => (
              <Radio key={language} value={language} label={name} />
            ))}
          </RadioGroup>
        </Field>
        <Field label={t('options.general_appearance')}>
          <RadioGroup value={appearance} onChange={(_, data) => chooseAppearance(data.value as Appearance)}>
            {(['system', 'light', 'dark'] as const).map((value) => (
              <Radio key={value} value={value} label={t(`frame.${value}`)} />
            ))}
          </RadioGroup>
        </Field>
      </section>
      <ReadingSettings />
      <WritingSettings />
    </>
  );
}
