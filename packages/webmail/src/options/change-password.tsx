import { Button, Field, Input, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { useWords } from '../language/words.ts';
import { RequestError } from '@relais/browser-frame/server/request.ts';
import { changePassword } from '@relais/browser-frame/server/session.ts';
import styles from './connections-page.module.css';
import pageStyles from './options-page.module.css';
import formStyles from './security-forms.module.css';

const empty = { current: '', next: '', again: '' };

export function ChangePassword() {
  const t = useWords();
  const [typed, setTyped] = useState(empty);
  const [outcome, setOutcome] = useState<{ readonly intent: 'success' | 'error'; readonly text: string } | null>(null);
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (typed.next !== typed.again) {
      setOutcome({ intent: 'error', text: t('security.differ') });
      return;
    }
    try {
      await changePassword(typed.current, typed.next);
      setTyped(empty);
      setOutcome({ intent: 'success', text: t('security.changed') });
    } catch (error) {
      setOutcome({ intent: 'error', text: error instanceof RequestError ? error.message : t('security.failed') });
    }
  }
  const field = (name: keyof typeof empty, autoComplete: string) => (
    <Field label={t(`security.${name}`)}>
      <Input
        type="password"
        required
        name={name}
        autoComplete={autoComplete}
        value={typed[name]}
        onChange={(_, data) => setTyped({ ...typed, [name]: data.value })}
      />
    </Field>
  );
  return (
    <section className={pageStyles.panel} aria-label={t('security.password')}>
      <h2 className={styles.heading}>{t('security.password')}</h2>
      <form className={formStyles.form} onSubmit={(event) => void submit(event)}>
        {field('current', 'current-password')}
        {field('next', 'new-password')}
        {field('again', 'new-password')}
        <div aria-live="polite">
          {outcome !== null && (
            <MessageBar intent={outcome.intent} layout="multiline">
              <MessageBarBody>{outcome.text}</MessageBarBody>
            </MessageBar>
          )}
        </div>
        <div>
          <Button type="submit">{t('security.change')}</Button>
        </div>
      </form>
    </section>
  );
}
