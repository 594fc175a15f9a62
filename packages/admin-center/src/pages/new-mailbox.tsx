import { SecureText } from '@relais/management-contract';
import { useMemo, useState } from 'react';
import { useDraft } from '../form/draft.ts';
import { ChoiceField, TextField } from '../form/fields.tsx';
import { PropertyDialog } from '../form/property-dialog.tsx';
import { useWords } from '../language/words.ts';
import { useMay, useRows } from '../server/cmdlets.ts';
import { useRun } from '../server/use-run.ts';
import type { Command } from '../server/command-line.ts';
import { isOn, textOf } from '../server/rows.ts';

const shortest = 8;

/** Recipients > Mailboxes > New. */
export function NewMailbox({ shared, onClose }: { readonly shared: boolean; readonly onClose: () => void }) {
  const t = useWords();
  const may = useMay();
  const run = useRun();
  const [wasTried, setTried] = useState(false);
  const domains = useRows('Get-AcceptedDomain', {}, { enabled: may('Get-AcceptedDomain') });
  const standard = domains.data?.find((row) => isOn(row, 'Default')) ?? domains.data?.[0];
  const domain = textOf(standard, 'DomainName');
  const draft = useDraft(
    useMemo(
      () => ({ Kind: shared ? 'shared' : 'user', Name: '', Alias: '', Domain: domain, Password: '', Again: '' }),
      [domain, shared],
    ),
  );
  const alias = draft.text('Alias').trim();
  const password = draft.text('Password');
  const isShared = draft.text('Kind') === 'shared';
  const problems = {
    Name: draft.text('Name').trim() === '' ? t('mailboxes.nameNeeded') : null,
    Alias: /^[\w.'+-]+$/.test(alias) ? null : t('mailboxes.aliasWrong'),
    Password: !isShared && password.length < shortest ? t('mailboxes.passwordShort', { length: shortest }) : null,
    Again: password === draft.text('Again') ? null : t('mailboxes.passwordDiffers'),
  };
  const isInvalid = Object.values(problems).some((problem) => problem !== null);
  const address = `${alias}@${draft.text('Domain')}`;
  const commands: readonly Command[] = isInvalid
    ? []
    : [
        {
          cmdlet: 'New-Mailbox',
          parameters: {
            Name: draft.text('Name').trim(),
            Alias: alias,
            UserPrincipalName: address,
            PrimarySmtpAddress: address,
            ...(isShared ? { Shared: true } : { Password: new SecureText(password) }),
          },
        },
      ];
  const shown = (name: keyof typeof problems): string | null =>
    wasTried || draft.changed.includes(name) ? problems[name] : null;
  return (
    <PropertyDialog
      title={t('mailboxes.newTitle')}
      subtitle={t('mailboxes.newSubtitle')}
      section={null}
      onSection={() => {}}
      isNew
      isInvalid={isInvalid}
      onRefused={() => setTried(true)}
      commands={commands}
      onSave={async () => (await run(commands)).warnings}
      onClose={onClose}
      sections={[
        {
          id: 'general',
          label: t('form.general'),
          content: (
            <>
              {may('New-Mailbox', 'Shared') && (
                <ChoiceField
                  draft={draft}
                  name="Kind"
                  label={t('mailboxes.type')}
                  radio
                  choices={[
                    ['user', t('mailboxes.kindUser')],
                    ['shared', t('mailboxes.kindShared')],
                  ]}
                />
              )}
              <TextField
                draft={draft}
                name="Name"
                label={t('mailboxes.displayName')}
                required
                problem={shown('Name')}
              />
              <TextField
                draft={draft}
                name="Alias"
                label={t('mailboxes.alias')}
                required
                problem={shown('Alias')}
                hint={alias === '' ? '' : address}
              />
              <ChoiceField
                draft={draft}
                name="Domain"
                label={t('mailboxes.domain')}
                choices={(domains.data ?? []).map(
                  (row) => [textOf(row, 'DomainName'), textOf(row, 'DomainName')] as const,
                )}
              />
              {!isShared && (
                <>
                  <TextField
                    draft={draft}
                    name="Password"
                    label={t('mailboxes.password')}
                    secret
                    required
                    problem={shown('Password')}
                  />
                  <TextField
                    draft={draft}
                    name="Again"
                    label={t('mailboxes.passwordAgain')}
                    secret
                    required
                    problem={shown('Again')}
                  />
                </>
              )}
            </>
          ),
        },
      ]}
    />
  );
}
