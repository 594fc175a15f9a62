import { Button, MessageBar, MessageBarBody, Spinner, Switch } from '@fluentui/react-components';
import { AddRegular, ArrowDownRegular, ArrowUpRegular, DeleteRegular, EditRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useWords } from '../language/words.ts';
import { type InboxRule, removeRule, saveRule, useInboxRules } from '../server/inbox-rules.ts';
import { refusalWords } from '../server/refusal-words.ts';
import styles from './options-page.module.css';
import { RuleEditor } from './rule-editor.tsx';
import { RuleSummary } from './rule-summary.tsx';

/** What happens to mail as it arrives: the rules in the order in which they run. */
export function InboxRulesPage() {
  const t = useWords();
  const client = useQueryClient();
  const { data: rules, isError } = useInboxRules();
  const [edited, setEdited] = useState<InboxRule | 'new' | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ['inbox-rules'] });
  function run(work: Promise<unknown>) {
    setProblem(null);
    work
      .catch((cause: unknown) => setProblem(t('mail.failed', { reason: refusalWords(cause, t) })))
      .finally(() => void refresh());
  }
  return (
    <>
      <h1 className={styles.title}>{t('rules.title')}</h1>
      {(isError || problem !== null) && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{problem ?? t('rules.failed')}</MessageBarBody>
        </MessageBar>
      )}
      {rules === undefined && !isError && <Spinner label={t('loading')} />}
      {rules !== undefined && edited === null && (
        <section className={styles.panel} aria-label={t('rules.title')}>
          <p>{t('rules.intro')}</p>
          <div>
            <Button appearance="primary" icon={<AddRegular />} onClick={() => setEdited('new')}>
              {t('rules.newRule')}
            </Button>
          </div>
          {rules.length === 0 && <span>{t('rules.none')}</span>}
          {rules.map((rule) => (
            <fieldset key={rule.guid} className={styles.group} aria-label={rule.name}>
              <div className={styles.ruleLine}>
                <Switch
                  label={rule.name}
                  checked={rule.enabled}
                  onChange={(_, { checked }) => run(saveRule(rule.guid, { enabled: checked }))}
                />
                <Button icon={<EditRegular />} aria-label={t('rules.edit')} onClick={() => setEdited(rule)} />
                <Button
                  icon={<ArrowUpRegular />}
                  aria-label={t('rules.moveUp')}
                  disabled={rule.priority === 1}
                  onClick={() => run(saveRule(rule.guid, { priority: rule.priority - 1 }))}
                />
                <Button
                  icon={<ArrowDownRegular />}
                  aria-label={t('rules.moveDown')}
                  disabled={rule.priority === rules.length}
                  onClick={() => run(saveRule(rule.guid, { priority: rule.priority + 1 }))}
                />
                <Button
                  icon={<DeleteRegular />}
                  aria-label={t('rules.remove')}
                  onClick={() => {
                    if (confirm(t('rules.reallyRemove', { name: rule.name }))) run(removeRule(rule.guid));
                  }}
                />
              </div>
              <RuleSummary rule={rule} />
            </fieldset>
          ))}
        </section>
      )}
      {edited !== null && (
        <RuleEditor
          rule={edited === 'new' ? null : edited}
          onSaved={() => {
            setEdited(null);
            void refresh();
          }}
          onCancelled={() => setEdited(null)}
        />
      )}
    </>
  );
}
