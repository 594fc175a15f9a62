import { Field, MessageBar, MessageBarBody, Select, Spinner, Switch } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useRef, useState } from 'react';
import { lazyPart } from '@relais/browser-frame/frame/lazy-part.ts';
import { useWords } from '../language/words.ts';
import { type Identity, useIdentities } from '../mail/mail-data.ts';
import { jmap, requireAllSet } from '../server/jmap.ts';
import { useChangePreferences, usePreferences } from '../server/preferences.ts';
import { refusalWords } from '../server/refusal-words.ts';
import styles from './options-page.module.css';
import { SaveButton } from './save-button.tsx';

const RichEditor = lazyPart(async () => ({ default: (await import('../editor/rich-editor.tsx')).RichEditor }));
const undoChoices = [0, 5, 10, 20, 30];
const noPicture = (): null => null;

/** Calling back, plain text, and a signature for each address. */
export function WritingSettings() {
  const t = useWords();
  const { undoSeconds, writePlainText } = usePreferences();
  const change = useChangePreferences();
  const { data: identities } = useIdentities();
  const [problem, setProblem] = useState<string | null>(null);
  const failed = (cause: unknown) => setProblem(t('mail.failed', { reason: refusalWords(cause, t) }));
  return (
    <section className={styles.panel} aria-label={t('options.writing')}>
      <h2 className={styles.heading}>{t('options.writing')}</h2>
      {problem !== null && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{problem}</MessageBarBody>
        </MessageBar>
      )}
      <Field label={t('options.undoSeconds')}>
        <Select
          value={String(undoSeconds)}
          onChange={(_, { value }) => void change({ undoSeconds: Number(value) }).catch(failed)}
        >
          {undoChoices.map((seconds) => (
            <option key={seconds} value={seconds}>
              {seconds === 0 ? t('options.undoNever') : t('options.seconds', { count: seconds })}
            </option>
          ))}
        </Select>
      </Field>
      <Switch
        label={t('options.plainTextAlways')}
        checked={writePlainText}
        onChange={(_, { checked }) => void change({ writePlainText: checked }).catch(failed)}
      />
      {identities?.map((identity) => (
        <Signature key={identity.id} identity={identity} onFailed={failed} />
      ))}
    </section>
  );
}

function Signature({
  identity,
  onFailed,
}: {
  readonly identity: Identity;
  readonly onFailed: (cause: unknown) => void;
}) {
  const t = useWords();
  const client = useQueryClient();
  const written = useRef({ html: identity.htmlSignature, text: identity.textSignature });
  const [isSaved, setIsSaved] = useState(false);
  async function save() {
    try {
      const { html, text } = written.current;
      const change = { htmlSignature: text.trim() === '' ? '' : html, textSignature: text.trim() };
      const { s } = await jmap([['Identity/set', { update: { [identity.id]: change } }, 's']]);
      requireAllSet(s);
      await client.invalidateQueries({ queryKey: ['identities'] });
      setIsSaved(true);
    } catch (cause) {
      onFailed(cause);
    }
  }
  const label = t('options.signatureOf', { address: identity.email });
  return (
    <fieldset className={styles.group}>
      <legend>{label}</legend>
      <div className={styles.signature}>
        <Suspense fallback={<Spinner label={t('loading')} />}>
          <RichEditor
            label={label}
            initialHtml={identity.htmlSignature}
            hasFocus={false}
            sourceOf={noPicture}
            onChange={(html, text) => {
              written.current = { html, text };
              setIsSaved(false);
            }}
          />
        </Suspense>
      </div>
      <div className={styles.saveLine}>
        <SaveButton appearance="secondary" onSave={save} />
        <span role="status">{isSaved ? t('options.signatureSaved') : ''}</span>
      </div>
    </fieldset>
  );
}
