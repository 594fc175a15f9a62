import {
  Checkbox,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  Radio,
  RadioGroup,
  Spinner,
} from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useWords } from '../language/words.ts';
import { type AutomaticReplies, changeAutomaticReplies, useAutomaticReplies } from '../server/automatic-replies.ts';
import { refusalWords } from '../server/refusal-words.ts';
import { AutomaticReplyMessage } from './automatic-reply-message.tsx';
import { inputMoment, momentOfInput } from './input-moment.ts';
import styles from './options-page.module.css';
import { SaveButton } from './save-button.tsx';

/** Whether, when and what is answered while somebody is away. */
export function AutomaticRepliesPage() {
  const t = useWords();
  const { data, isError } = useAutomaticReplies();
  return (
    <>
      <h1 className={styles.title}>{t('automaticReplies.title')}</h1>
      {isError && (
        <MessageBar intent="error">
          <MessageBarBody>{t('automaticReplies.failed')}</MessageBarBody>
        </MessageBar>
      )}
      {data === undefined ? !isError && <Spinner label={t('loading')} /> : <ReplyForm kept={data} />}
    </>
  );
}

function ReplyForm({ kept }: { readonly kept: AutomaticReplies }) {
  const t = useWords();
  const client = useQueryClient();
  const [reply, setReply] = useState(kept);
  const [isSaved, setIsSaved] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const isOn = reply.state !== 'Disabled';
  const isScheduled = reply.state === 'Scheduled';
  function change(part: Partial<AutomaticReplies>) {
    setReply((before) => ({ ...before, ...part }));
    setIsSaved(false);
  }
  function schedule(isWanted: boolean) {
    // A day from the next full hour, unless times are there already.
    const start = Math.ceil(Date.now() / 3_600_000) * 3_600_000;
    change({
      state: isWanted ? 'Scheduled' : 'Enabled',
      startTime: reply.startTime ?? new Date(start).toISOString(),
      endTime: reply.endTime ?? new Date(start + 24 * 3_600_000).toISOString(),
    });
  }
  async function save() {
    setProblem(null);
    try {
      client.setQueryData(['automatic-replies'], await changeAutomaticReplies(reply));
      setIsSaved(true);
    } catch (cause) {
      setProblem(t('mail.failed', { reason: refusalWords(cause, t) }));
    }
  }
  return (
    <section className={styles.panel} aria-label={t('automaticReplies.title')}>
      <RadioGroup
        aria-label={t('automaticReplies.title')}
        value={isOn ? 'on' : 'off'}
        onChange={(_, { value }) => change({ state: value === 'on' ? 'Enabled' : 'Disabled' })}
      >
        <Radio value="off" label={t('automaticReplies.off')} />
        <Radio value="on" label={t('automaticReplies.on')} />
      </RadioGroup>
      {isOn && (
        <>
          <Checkbox
            label={t('automaticReplies.period')}
            checked={isScheduled}
            onChange={(_, { checked }) => schedule(checked === true)}
          />
          {isScheduled &&
            (['startTime', 'endTime'] as const).map((name) => (
              <Field key={name} label={t(`automaticReplies.${name}`)}>
                <Input
                  type="datetime-local"
                  value={inputMoment(reply[name])}
                  onChange={(_, { value }) => change({ [name]: momentOfInput(value) })}
                />
              </Field>
            ))}
          <AutomaticReplyMessage
            label={t('automaticReplies.inside')}
            message={kept.internalMessage}
            onChange={(internalMessage) => change({ internalMessage })}
          />
          <Checkbox
            label={t('automaticReplies.toOutside')}
            checked={reply.externalAudience !== 'None'}
            onChange={(_, { checked }) => change({ externalAudience: checked === true ? 'All' : 'None' })}
          />
          {reply.externalAudience !== 'None' && (
            <>
              <RadioGroup
                aria-label={t('automaticReplies.toOutside')}
                value={reply.externalAudience}
                onChange={(_, { value }) => change({ externalAudience: value === 'Known' ? 'Known' : 'All' })}
              >
                <Radio value="Known" label={t('automaticReplies.toContacts')} />
                <Radio value="All" label={t('automaticReplies.toAll')} />
              </RadioGroup>
              <AutomaticReplyMessage
                label={t('automaticReplies.outside')}
                message={kept.externalMessage}
                onChange={(externalMessage) => change({ externalMessage })}
              />
            </>
          )}
        </>
      )}
      {problem !== null && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{problem}</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.saveLine}>
        <SaveButton onSave={save} />
        <span role="status">
          {isSaved ? [t('automaticReplies.saved'), ...whoHearsNothing(reply).map((who) => t(who))].join(' ') : ''}
        </span>
      </div>
    </section>
  );
}

/** A text that was left empty is not sent, which who is away for three weeks should know. */
function whoHearsNothing({ state, internalMessage, externalMessage, externalAudience }: AutomaticReplies) {
  if (state === 'Disabled') return [];
  return [
    ...(internalMessage.trim() === '' ? (['automaticReplies.nothingInside'] as const) : []),
    ...(externalMessage.trim() === '' && externalAudience !== 'None'
      ? (['automaticReplies.nothingOutside'] as const)
      : []),
  ];
}
