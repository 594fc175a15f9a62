import { Button, Checkbox, Field, Input, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useRef, useState } from 'react';
import { useWords } from '../language/words.ts';
import { type InboxRule, type RuleDraft, saveRule } from '../server/inbox-rules.ts';
import { refusalWords } from '../server/refusal-words.ts';
import styles from './options-page.module.css';
import { RulePartList } from './rule-part-list.tsx';
import { actionParts, conditionParts, unfilledPart } from './rule-parts.ts';
import { SaveButton } from './save-button.tsx';

const nothing: RuleDraft = { name: '', conditions: {}, exceptions: {}, actions: {}, stopProcessingRules: true };

export interface RuleEditorProps {
  /** `null`: a new one. */
  readonly rule: InboxRule | null;
  readonly onSaved: () => void;
  readonly onCancelled: () => void;
}

export function RuleEditor({ rule, onSaved, onCancelled }: RuleEditorProps) {
  const t = useWords();
  const [draft, setDraft] = useState<RuleDraft>(() => (rule === null ? nothing : draftOf(rule)));
  const [problem, setProblem] = useState<string | null>(null);
  const [nameIsMissing, setNameIsMissing] = useState(false);
  const nameInput = useRef<HTMLInputElement>(null);
  const change = (part: Partial<RuleDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
    setProblem(null);
    setNameIsMissing(false);
  };
  async function save() {
    if (draft.name.trim() === '') {
      setNameIsMissing(true);
      nameInput.current?.focus();
      return;
    }
    const unfilled = unfilledPart(draft);
    if (unfilled !== null) {
      setProblem(t('rules.valueMissing', { part: t(`rules.parts.${unfilled}`) }));
      return;
    }
    try {
      await saveRule(rule?.guid ?? null, draft);
      onSaved();
    } catch (cause) {
      setProblem(t('mail.failed', { reason: refusalWords(cause, t) }));
    }
  }
  const title = rule === null ? t('rules.newRule') : t('rules.editRule', { name: rule.name });
  return (
    <section className={styles.panel} aria-label={title}>
      <h2 className={styles.heading}>{title}</h2>
      <Field
        label={t('rules.name')}
        required
        {...(nameIsMissing ? { validationMessage: t('rules.nameMissing'), validationState: 'error' as const } : {})}
      >
        <Input
          ref={nameInput}
          value={draft.name}
          maxLength={512}
          onChange={(_, { value }) => change({ name: value })}
        />
      </Field>
      <RulePartList
        label={t('rules.when')}
        addLabel={t('rules.addCondition')}
        kinds={conditionParts}
        parts={draft.conditions}
        onChange={(conditions) => change({ conditions })}
      />
      {Object.keys(draft.conditions).length === 0 && <span>{t('rules.everyMessage')}</span>}
      <RulePartList
        label={t('rules.doThis')}
        addLabel={t('rules.addAction')}
        kinds={actionParts}
        parts={draft.actions}
        onChange={(actions) => change({ actions })}
      />
      <RulePartList
        label={t('rules.except')}
        addLabel={t('rules.addException')}
        kinds={conditionParts}
        parts={draft.exceptions}
        onChange={(exceptions) => change({ exceptions })}
      />
      <Checkbox
        label={t('rules.stop')}
        checked={draft.stopProcessingRules}
        onChange={(_, { checked }) => change({ stopProcessingRules: checked === true })}
      />
      {problem !== null && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{problem}</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.saveLine}>
        <SaveButton onSave={save} />
        <Button onClick={onCancelled}>{t('cancel')}</Button>
      </div>
    </section>
  );
}

function draftOf({ name, conditions, exceptions, actions, stopProcessingRules }: InboxRule): RuleDraft {
  return { name, conditions, exceptions, actions, stopProcessingRules };
}
