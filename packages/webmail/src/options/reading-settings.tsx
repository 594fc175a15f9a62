import {
  Button,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  Radio,
  RadioGroup,
  Switch,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useWords } from '../language/words.ts';
import { categoryColours } from '../mail/categories.ts';
import rowStyles from '../mail/message-list.module.css';
import { type Preferences, useChangePreferences, usePreferences } from '../server/preferences.ts';
import { refusalWords } from '../server/refusal-words.ts';
import styles from './options-page.module.css';

/** Conversations, reading pane, desktop notices, names of categories, trusted senders. */
export function ReadingSettings() {
  const t = useWords();
  const preferences = usePreferences();
  const save = useChangePreferences();
  const [problem, setProblem] = useState<string | null>(null);
  function change(part: Partial<Preferences>) {
    setProblem(null);
    save(part).catch((cause: unknown) => setProblem(t('mail.failed', { reason: refusalWords(cause, t) })));
  }
  async function changeNotices(wanted: boolean) {
    if (wanted && (!('Notification' in window) || (await Notification.requestPermission()) !== 'granted')) {
      setProblem(t('options.noticesRefused'));
      return;
    }
    change({ desktopNotices: wanted });
  }
  return (
    <section className={styles.panel} aria-label={t('options.reading')}>
      <h2 className={styles.heading}>{t('options.reading')}</h2>
      {problem !== null && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{problem}</MessageBarBody>
        </MessageBar>
      )}
      <Switch
        label={t('mail.conversations')}
        checked={preferences.conversations}
        onChange={(_, { checked }) => change({ conversations: checked })}
      />
      <Field label={t('mail.readingPane')}>
        <RadioGroup
          layout="horizontal"
          value={preferences.readingPane}
          onChange={(_, { value }) => change({ readingPane: value as Preferences['readingPane'] })}
        >
          {(['right', 'bottom', 'off'] as const).map((value) => (
            <Radio key={value} value={value} label={t(`mail.panes.${value}`)} />
          ))}
        </RadioGroup>
      </Field>
      <Field label={t('options.afterMove')}>
        <RadioGroup
          value={preferences.afterMove}
          onChange={(_, { value }) => change({ afterMove: value as Preferences['afterMove'] })}
        >
          {(['next', 'previous', 'list'] as const).map((value) => (
            <Radio key={value} value={value} label={t(`options.afterMoves.${value}`)} />
          ))}
        </RadioGroup>
      </Field>
      <Field label={t('receipt.setting')}>
        <RadioGroup
          value={preferences.readReceipts}
          onChange={(_, { value }) => change({ readReceipts: value as Preferences['readReceipts'] })}
        >
          {(['ask', 'always', 'never'] as const).map((value) => (
            <Radio key={value} value={value} label={t(`receipt.${value}`)} />
          ))}
        </RadioGroup>
      </Field>
      <Switch
        label={t('options.notices')}
        checked={preferences.desktopNotices}
        onChange={(_, { checked }) => void changeNotices(checked)}
      />
      <fieldset className={styles.group}>
        <legend>{t('options.categoryNames')}</legend>
        {categoryColours.map((colour) => (
          <Input
            key={colour}
            aria-label={t(`mail.colours.${colour}`)}
            contentBefore={<span className={rowStyles.category} data-colour={colour} aria-hidden="true" />}
            maxLength={60}
            defaultValue={preferences.categories[colour] ?? ''}
            placeholder={t(`mail.colours.${colour}`)}
            onBlur={({ target }) => {
              const { [colour]: before, ...others } = preferences.categories;
              const name = target.value.trim();
              if (name !== (before ?? '')) change({ categories: name === '' ? others : { ...others, [colour]: name } });
            }}
          />
        ))}
      </fieldset>
      <fieldset className={styles.group}>
        <legend>{t('options.picturesFrom')}</legend>
        {preferences.picturesFrom.length === 0 && <p>{t('options.nobody')}</p>}
        <ul className={styles.senders}>
          {preferences.picturesFrom.map((sender) => (
            <li key={sender}>
              {sender}
              <Button
                size="small"
                appearance="subtle"
                icon={<DismissRegular />}
                aria-label={t('options.removeSender', { sender })}
                onClick={() => change({ picturesFrom: preferences.picturesFrom.filter((other) => other !== sender) })}
              />
            </li>
          ))}
        </ul>
      </fieldset>
    </section>
  );
}
