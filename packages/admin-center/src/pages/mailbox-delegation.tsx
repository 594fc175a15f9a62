import { ListChange, type ManagementObject, type ManagementValue } from '@relais/management-contract';
import { type ReactNode, useMemo } from 'react';
import { useDraft } from '../form/draft.ts';
import { ListField } from '../form/fields.tsx';
import { useWords } from '../language/words.ts';
import { complete, useMay, useRows } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import { isOn, listOf, textOf } from '../server/rows.ts';

export interface Delegation {
  readonly content: ReactNode;
  /** What Set-Mailbox takes. */
  readonly changes: Readonly<Record<string, ManagementValue>>;
  readonly commands: readonly Command[];
}

/** Who may open this mailbox, send as it, or send for it (reference §4.5: mailbox delegation). */
export function useDelegation(identity: string, row: ManagementObject | undefined): Delegation {
  const t = useWords();
  const may = useMay();
  const access = useRows('Get-MailboxPermission', { Identity: identity }, { enabled: may('Get-MailboxPermission') });
  const sendAs = useRows(
    'Get-RecipientPermission',
    { Identity: identity },
    { enabled: may('Get-RecipientPermission') },
  );
  const saved = useMemo(
    () => ({
      FullAccess: (access.data ?? [])
        .filter((one) => listOf(one, 'AccessRights').includes('FullAccess') && !isOn(one, 'IsInherited', 'Deny'))
        .map((one) => textOf(one, 'User'))
        .filter(isOther),
      SendAs: (sendAs.data ?? []).map((one) => textOf(one, 'Trustee')).filter(isOther),
      OnBehalf: listOf(row, 'GrantSendOnBehalfTo'),
    }),
    [access.data, sendAs.data, row],
  );
  const draft = useDraft(saved);
  const added = (name: keyof typeof saved) => draft.list(name).filter((one) => !saved[name].includes(one));
  const removed = (name: keyof typeof saved) => saved[name].filter((one) => !draft.list(name).includes(one));
  const rights = (
    cmdlet: string,
    parameter: string,
    AccessRights: string,
    who: readonly string[],
  ): readonly Command[] =>
    who.map((one) => ({ cmdlet, parameters: { Identity: identity, [parameter]: one, AccessRights } }));
  const onBehalf = [added('OnBehalf'), removed('OnBehalf')] as const;
  const field = (name: keyof typeof saved, label: string, hint: string, cmdlet: string, parameter: string) =>
    may(cmdlet) && (
      <ListField
        key={name}
        draft={draft}
        name={name}
        label={label}
        hint={hint}
        addLabel={t('delegation.add')}
        placeholder="name@example.com"
        suggest={(prefix) => complete(cmdlet, parameter, prefix)}
      />
    );
  return {
    content: (
      <>
        {field('SendAs', t('delegation.sendAs'), t('delegation.sendAsHint'), 'Add-RecipientPermission', 'Trustee')}
        {may('Set-Mailbox', 'GrantSendOnBehalfTo') &&
          field(
            'OnBehalf',
            t('delegation.onBehalf'),
            t('delegation.onBehalfHint'),
            'Set-Mailbox',
            'GrantSendOnBehalfTo',
          )}
        {field(
          'FullAccess',
          t('delegation.fullAccess'),
          t('delegation.fullAccessHint'),
          'Add-MailboxPermission',
          'User',
        )}
      </>
    ),
    changes: onBehalf[0].length + onBehalf[1].length === 0 ? {} : { GrantSendOnBehalfTo: new ListChange(...onBehalf) },
    commands: [
      ...rights('Add-MailboxPermission', 'User', 'FullAccess', added('FullAccess')),
      ...rights('Remove-MailboxPermission', 'User', 'FullAccess', removed('FullAccess')),
      ...rights('Add-RecipientPermission', 'Trustee', 'SendAs', added('SendAs')),
      ...rights('Remove-RecipientPermission', 'Trustee', 'SendAs', removed('SendAs')),
    ],
  };
}

/** `NT AUTHORITY\\SELF`, the owner, is in every list and no delegate. */
function isOther(name: string): boolean {
  return !/\\SELF$/i.test(name);
}
