import { Button, Field, Input, Select } from '@fluentui/react-components';
import { useState } from 'react';
import { useWords } from '../language/words.ts';
import type { Identity } from '../mail/mail-data.ts';
import styles from './compose-pane.module.css';
import { MailTips } from './mail-tips.tsx';
import { RecipientField } from './recipient-field.tsx';
import type { DraftInHand } from './use-draft.ts';

export interface ComposeFieldsProps {
  readonly inHand: DraftInHand;
  readonly identities: readonly Identity[];
  readonly identity: Identity;
}

/** From whom, to whom, about what. */
export function ComposeFields({ inHand, identities, identity }: ComposeFieldsProps) {
  const t = useWords();
  const { draft, change } = inHand;
  const [showsCopies, setShowsCopies] = useState(draft.cc !== '' || draft.bcc !== '');
  const [beginsEmpty] = useState(draft.to === '');
  return (
    <div className={styles.fields}>
      {identities.length > 1 && (
        <Field label={t('mail.from')} orientation="horizontal" className={styles.field}>
          <Select appearance="underline" value={identity.id} onChange={(_, { value }) => change({ identityId: value })}>
            {identities.map(({ id, name, email, right }) => (
              <option key={id} value={id}>
                {right === 'on-behalf' ? t('sharing.onBehalfOf', { name, email }) : `${name} <${email}>`}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <div className={styles.recipientLine}>
        <RecipientField
          label={t('mail.to')}
          value={draft.to}
          autoFocus={beginsEmpty}
          onChange={(to) => change({ to })}
        />
        {!showsCopies && (
          <Button appearance="transparent" size="small" onClick={() => setShowsCopies(true)}>
            {t('compose.showCcBcc')}
          </Button>
        )}
      </div>
      {showsCopies && (
        <>
          <RecipientField label={t('mail.cc')} value={draft.cc} onChange={(cc) => change({ cc })} />
          <RecipientField label={t('mail.bcc')} value={draft.bcc} onChange={(bcc) => change({ bcc })} />
        </>
      )}
      <MailTips recipients={[draft.to, draft.cc, draft.bcc].join(', ')} />
      <Field label={t('mail.subject')} orientation="horizontal" className={styles.field}>
        <Input appearance="underline" value={draft.subject} onChange={(_, { value }) => change({ subject: value })} />
      </Field>
    </div>
  );
}
