import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { ConfirmDialog } from '../form/confirm-dialog.tsx';
import { Group } from '../form/fields.tsx';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { useWords } from '../language/words.ts';
import { useMay, useRows } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import { dateOf, textOf } from '../server/rows.ts';
import styles from './pages.module.css';

/** With what a person proves who he is besides the password, and which programs hold a password of their own. */
export function MailboxSignIn({ identity }: { readonly identity: string }) {
  const t = useWords();
  const may = useMay();
  const factors = useRows('Get-SecondFactor', { Mailbox: identity }, { enabled: may('Get-SecondFactor') });
  const passwords = useRows('Get-AppPassword', { Mailbox: identity }, { enabled: may('Get-AppPassword') });
  const [asked, setAsked] = useState<{ readonly title: string; readonly command: Command } | null>(null);
  const used = (row: Parameters<typeof dateOf>[0]): string => {
    const date = dateOf(row, 'LastUsed');
    return date === null ? t('signInOf.neverUsed') : t('signInOf.lastUsed', { date: dateTimeText(date) });
  };
  return (
    <>
      <Group title={t('signInOf.factors')} hint={t('signInOf.factorsHint')}>
        {(factors.data ?? []).length === 0 && <p className={styles.quiet}>{t('signInOf.noFactors')}</p>}
        {(factors.data ?? []).map((row, index) => (
          <div key={index} className={styles.feature}>
            <span>
              {textOf(row, 'Name') || textOf(row, 'Kind')}
              <br />
              <span className={styles.quiet}>{used(row)}</span>
            </span>
          </div>
        ))}
        {(factors.data ?? []).length > 0 && may('Remove-SecondFactor') && (
          <Button
            onClick={() =>
              setAsked({
                title: t('signInOf.removeFactors'),
                command: { cmdlet: 'Remove-SecondFactor', parameters: { Mailbox: identity } },
              })
            }
          >
            {t('signInOf.removeFactors')}
          </Button>
        )}
      </Group>
      <Group title={t('signInOf.appPasswords')} hint={t('signInOf.appPasswordsHint')}>
        {(passwords.data ?? []).length === 0 && <p className={styles.quiet}>{t('signInOf.noAppPasswords')}</p>}
        {(passwords.data ?? []).map((row) => (
          <div key={textOf(row, 'Identity')} className={styles.feature}>
            <span>
              {textOf(row, 'Name')} <span className={styles.quiet}>{textOf(row, 'Scope')}</span>
              <br />
              <span className={styles.quiet}>{used(row)}</span>
            </span>
            {may('Remove-AppPassword') && (
              <Button
                size="small"
                onClick={() =>
                  setAsked({
                    title: t('signInOf.removeAppPassword', { name: textOf(row, 'Name') }),
                    command: { cmdlet: 'Remove-AppPassword', parameters: { Identity: textOf(row, 'Identity') } },
                  })
                }
              >
                {t('list.delete')}
              </Button>
            )}
          </div>
        ))}
      </Group>
      {asked !== null && (
        <ConfirmDialog
          title={asked.title}
          text={<p>{t('signInOf.removeText')}</p>}
          action={t('list.delete')}
          commands={[asked.command]}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
