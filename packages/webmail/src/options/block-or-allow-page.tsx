import {
  Button,
  Checkbox,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  Radio,
  RadioGroup,
  Spinner,
} from '@fluentui/react-components';
import { AddRegular, DismissRegular } from '@fluentui/react-icons';
import { type FormEvent, useState } from 'react';
import { useWords } from '../language/words.ts';
import {
  type JunkMail,
  type JunkMailChange,
  type SenderAs,
  useChangeJunkMail,
  useJunkMail,
} from '../server/junk-mail.ts';
import { refusalWords } from '../server/refusal-words.ts';
import styles from './options-page.module.css';

/** Whose mail is never junk and whose always is, as Outlook on the web has it; each change is kept at once. */
export function BlockOrAllowPage() {
  const t = useWords();
  const { data, isError } = useJunkMail();
  return (
    <>
      <h1 className={styles.title}>{t('blockOrAllow.title')}</h1>
      {isError && (
        <MessageBar intent="error">
          <MessageBarBody>{t('blockOrAllow.failed')}</MessageBarBody>
        </MessageBar>
      )}
      {data === undefined ? !isError && <Spinner label={t('loading')} /> : <Lists kept={data} />}
    </>
  );
}

function Lists({ kept }: { readonly kept: JunkMail }) {
  const t = useWords();
  const send = useChangeJunkMail();
  const [done, setDone] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  async function change(what: JunkMailChange) {
    setDone('');
    setProblem(null);
    try {
      await send(what);
      setDone(t('blockOrAllow.saved'));
    } catch (cause) {
      setProblem(refusalWords(cause, t));
    }
  }
  /** @throws RequestError, which its list shows. */
  async function file(sender: string, as: SenderAs) {
    setDone('');
    await send({ sender, as });
    setDone(t(`blockOrAllow.${as}Done`, { sender }));
  }
  return (
    <>
      <section className={styles.panel} aria-label={t('blockOrAllow.title')}>
        <RadioGroup
          aria-label={t('blockOrAllow.title')}
          value={kept.enabled ? 'on' : 'off'}
          onChange={(_, { value }) => void change({ enabled: value === 'on' })}
        >
          <Radio value="off" label={t('blockOrAllow.off')} />
          <Radio value="on" label={t('blockOrAllow.on')} />
        </RadioGroup>
        {kept.enabled && (
          <>
            <Checkbox
              label={t('blockOrAllow.contactsTrusted')}
              checked={kept.contactsTrusted}
              onChange={(_, { checked }) => void change({ contactsTrusted: checked === true })}
            />
            <Checkbox
              label={t('blockOrAllow.trustedListsOnly')}
              checked={kept.trustedListsOnly}
              onChange={(_, { checked }) => void change({ trustedListsOnly: checked === true })}
            />
          </>
        )}
        {problem !== null && (
          <MessageBar intent="error" layout="multiline">
            <MessageBarBody>{problem}</MessageBarBody>
          </MessageBar>
        )}
        <p className={styles.saved} role="status">
          {done}
        </p>
      </section>
      <SenderList as="trusted" senders={kept.trustedSenders} isUsed={kept.enabled} file={file} />
      <SenderList as="blocked" senders={kept.blockedSenders} isUsed={kept.enabled} file={file} />
    </>
  );
}

function SenderList({
  as,
  senders,
  isUsed,
  file,
}: {
  readonly as: 'trusted' | 'blocked';
  readonly senders: readonly string[];
  readonly isUsed: boolean;
  readonly file: (sender: string, as: SenderAs) => Promise<void>;
}) {
  const t = useWords();
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  async function change(sender: string, to: SenderAs) {
    setProblem(null);
    try {
      await file(sender, to);
      if (to === as) setTyped('');
    } catch (cause) {
      setProblem(refusalWords(cause, t));
    }
  }
  function add(event: FormEvent) {
    event.preventDefault();
    if (typed.trim() !== '') void change(typed.trim(), as);
  }
  return (
    <section className={styles.panel} aria-label={t(`blockOrAllow.${as}`)}>
      <h2 className={styles.heading}>{t(`blockOrAllow.${as}`)}</h2>
      <p className={styles.lead}>{t(isUsed ? `blockOrAllow.${as}Text` : 'blockOrAllow.notUsed')}</p>
      <form className={styles.addLine} onSubmit={add}>
        <Field
          label={t('blockOrAllow.sender')}
          className={styles.addField}
          {...(problem === null ? {} : { validationMessage: problem })}
        >
          <Input
            required
            value={typed}
            maxLength={320}
            placeholder={t('blockOrAllow.example')}
            onChange={(_, { value }) => {
              setTyped(value);
              setProblem(null);
            }}
          />
        </Field>
        <Button type="submit" icon={<AddRegular />}>
          {t('blockOrAllow.add')}
        </Button>
      </form>
      {senders.length === 0 ? (
        <p className={styles.lead}>{t('options.nobody')}</p>
      ) : (
        <ul className={styles.senderLines}>
          {senders.map((sender) => (
            <li key={sender}>
              <bdi>{sender}</bdi>
              <Button
                size="small"
                appearance="subtle"
                icon={<DismissRegular />}
                aria-label={t('blockOrAllow.remove', { sender })}
                title={t('blockOrAllow.remove', { sender })}
                onClick={() => void change(sender, 'neither')}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
