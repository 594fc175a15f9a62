import { Field, MessageBar, MessageBarBody, Select } from '@fluentui/react-components';
import { useMemo, useState } from 'react';
import { useWords } from '../language/words.ts';
import { currentLanguage } from '@relais/browser-frame/language/current-language.ts';
import { currentLocale, type Regional, written } from '@relais/browser-frame/language/regional.ts';
import { wallClockAt } from '@relais/browser-frame/language/zoned-moment.ts';
import { changeRegional } from '@relais/browser-frame/server/session.ts';
import styles from './options-page.module.css';
import { refusalWords } from '../server/refusal-words.ts';

const cultures: Readonly<Record<string, string>> = {
  'en-US': 'English (United States)',
  'en-AU': 'English (Australia)',
  'en-CA': 'English (Canada)',
  'en-GB': 'English (United Kingdom)',
  'en-IE': 'English (Ireland)',
  'en-IN': 'English (India)',
  'en-NZ': 'English (New Zealand)',
  'en-ZA': 'English (South Africa)',
  'fr-FR': 'Français (France)',
  'fr-BE': 'Français (Belgique)',
  'fr-CA': 'Français (Canada)',
  'fr-CH': 'Français (Suisse)',
  'fr-LU': 'Français (Luxembourg)',
};
const dateFormats = ['dd/MM/yyyy', 'd/M/yyyy', 'M/d/yyyy', 'MM/dd/yyyy', 'dd.MM.yyyy', 'dd-MM-yyyy', 'yyyy-MM-dd'];
const timeFormats = ['HH:mm', 'H:mm', 'h:mm tt', 'hh:mm tt', "HH'h'mm"];
const browser = '';

/** Language, time zone and forms of dates: kept on the mailbox, so the same on every browser and in the shell. */
export function RegionalSettings({ kept }: { readonly kept: Regional }) {
  const t = useWords();
  const [problem, setProblem] = useState<string | null>(null);
  const [isSaved, setIsSaved] = useState(false);
  const zones = useMemo(() => timeZones(currentLocale()), []);
  const { language, timeZone, zone, dateFormat, timeFormat } = kept;
  async function change(part: Partial<Regional>) {
    setProblem(null);
    setIsSaved(false);
    try {
      await changeRegional(part);
      setIsSaved(true);
    } catch (cause) {
      setProblem(t('mail.failed', { reason: refusalWords(cause, t) }));
    }
  }
  const orNull = (value: string): string | null => (value === browser ? null : value);
  const now = wallClockAt(new Date(), zone);
  const isListed = zone === null || zones.some(({ name }) => name === zone);
  return (
    <section className={styles.panel} aria-label={t('regional.title')}>
      <h2 className={styles.heading}>{t('regional.title')}</h2>
      <p className={styles.lead}>{t('regional.text')}</p>
      {problem !== null && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{problem}</MessageBarBody>
        </MessageBar>
      )}
      <Field label={t('regional.language')}>
        <Select
          value={language ?? browser}
          onChange={(_, { value }) => void change({ language: orNull(value) })}
          lang={currentLanguage()}
        >
          <option value={browser}>{t('regional.asBrowser')}</option>
          {Object.entries(withCurrent(cultures, language)).map(([culture, name]) => (
            <option key={culture} value={culture} lang={culture.slice(0, 2)}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('regional.timeZone')} hint={t('regional.itIs', { time: written(timeFormat ?? 'HH:mm', now) })}>
        <Select value={zone ?? browser} onChange={(_, { value }) => void change({ timeZone: orNull(value) })}>
          <option value={browser}>{t('regional.asBrowser')}</option>
          {!isListed && <option value={zone}>{timeZone}</option>}
          {zones.map(({ name, offset }) => (
            <option key={name} value={name}>
              {`(${offset}) ${name.replaceAll('_', ' ')}${name === zone && timeZone !== zone ? ` – ${timeZone}` : ''}`}
            </option>
          ))}
        </Select>
      </Field>
      <div className={styles.pair}>
        <Field label={t('regional.dateFormat')}>
          <Select value={dateFormat ?? browser} onChange={(_, { value }) => void change({ dateFormat: orNull(value) })}>
            <option value={browser}>{t('regional.usual')}</option>
            {[...new Set([...dateFormats, ...(dateFormat === null ? [] : [dateFormat])])].map((pattern) => (
              <option key={pattern} value={pattern}>{`${written(pattern, now)} (${pattern})`}</option>
            ))}
          </Select>
        </Field>
        <Field label={t('regional.timeFormat')}>
          <Select value={timeFormat ?? browser} onChange={(_, { value }) => void change({ timeFormat: orNull(value) })}>
            <option value={browser}>{t('regional.usual')}</option>
            {[...new Set([...timeFormats, ...(timeFormat === null ? [] : [timeFormat])])].map((pattern) => (
              <option key={pattern} value={pattern}>{`${written(pattern, now)} (${pattern})`}</option>
            ))}
          </Select>
        </Field>
      </div>
      <p role="status" className={styles.saved}>
        {isSaved ? t('regional.saved') : ''}
      </p>
    </section>
  );
}

/** A form of a language that a cmdlet set and that is not in our list. */
function withCurrent(
  names: Readonly<Record<string, string>>,
  language: string | null,
): Readonly<Record<string, string>> {
  return language === null || language in names ? names : { ...names, [language]: language };
}

/** Every zone that the browser knows, from west to east, with its offset now. */
function timeZones(locale: string): readonly { readonly name: string; readonly offset: string }[] {
  const now = new Date();
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')]
    .map((name) => {
      const parts = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' }).formatToParts(now);
      const offset = (parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT').replace('GMT', 'UTC');
      return { name, offset: offset === 'UTC' ? 'UTC+00:00' : offset };
    })
    .sort((a, b) => minutesOf(a.offset) - minutesOf(b.offset) || a.name.localeCompare(b.name, locale));
}

function minutesOf(offset: string): number {
  const match = /([+-])(\d{2}):(\d{2})/.exec(offset);
  return match === null ? 0 : (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}
