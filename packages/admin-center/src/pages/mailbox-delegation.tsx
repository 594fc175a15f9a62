import { ListChange, type ManagementObject, type ManagementValue } from '@relais/management-contract';
import { type ReactNode, useMemo } from 'react';
import { type Moved, useDraft } from '../form/draft.ts';
import { ListField, SwitchField } from '../form/fields.tsx';
import { useWords } from '../language/words.ts';
import { Facts } from '../list/details.tsx';
import { complete, useMay, useRows } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import { isOn, listOf, textOf } from '../server/rows.ts';

export interface Delegation {
  readonly content: ReactNode;
  /** What Set-Mailbox takes. */
  readonly changes: Readonly<Record<string, ManagementValue>>;
  readonly commands: readonly Command[];
  readonly moved: readonly Moved[];
  reset(): void;
}

const copies = ['MessageCopyForSentAsEnabled', 'MessageCopyForSendOnBehalfEnabled'] as const;

/**
 * Who may open this mailbox, send as it, or send for it (reference §4.5: mailbox delegation). Nobody opens a group, and it
 * keeps no copies.
 */
export function useDelegation(
  identity: string,
  row: ManagementObject | undefined,
  setter: 'Set-Mailbox' | 'Set-DistributionGroup',
): Delegation {
  const t = useWords();
  const may = useMay();
  const isMailbox = setter === 'Set-Mailbox';
  const access = useRows(
    'Get-MailboxPermission',
    { Identity: identity },
    { enabled: isMailbox && may('Get-MailboxPermission') },
  );
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
      MessageCopyForSentAsEnabled: isOn(row, 'MessageCopyForSentAsEnabled'),
      MessageCopyForSendOnBehalfEnabled: isOn(row, 'MessageCopyForSendOnBehalfEnabled'),
    }),
    [access.data, sendAs.data, row],
  );
  const draft = useDraft(saved);
  type List = 'FullAccess' | 'SendAs' | 'OnBehalf';
  const added = (name: List) => draft.list(name).filter((one) => !saved[name].includes(one));
  const removed = (name: List) => saved[name].filter((one) => !draft.list(name).includes(one));
  const rights = (
    cmdlet: string,
    parameter: string,
    AccessRights: string,
    who: readonly string[],
  ): readonly Command[] =>
    who.map((one) => ({ cmdlet, parameters: { Identity: identity, [parameter]: one, AccessRights } }));
  const onBehalf = [added('OnBehalf'), removed('OnBehalf')] as const;
  const copy = (name: (typeof copies)[number], label: string) =>
    may(setter, name) && <SwitchField draft={draft} name={name} label={label} />;
  const field = (name: List, label: string, hint: string, cmdlet: string, parameter: string) =>
    may(cmdlet) ? (
      <ListField
        key={name}
        draft={draft}
        name={name}
        label={label}
        hint={hint}
        addLabel={t('delegation.add')}
        placeholder="name@example.com"
        suggest={(prefix) => complete(cmdlet, parameter, prefix)}
        standsFor={[`${cmdlet}.${parameter}`, `${cmdlet.replace('Add-', 'Remove-')}.${parameter}`]}
      />
    ) : (
      // Who may look at it sees whom there is.
      <Facts key={name} facts={[[label, saved[name].join(', ')]]} />
    );
  return {
    content: (
      <>
        {field('SendAs', t('delegation.sendAs'), t('delegation.sendAsHint'), 'Add-RecipientPermission', 'Trustee')}
        {copy('MessageCopyForSentAsEnabled', t('delegation.copySentAs'))}
        {(may(setter, 'GrantSendOnBehalfTo') || !may(setter)) &&
          field('OnBehalf', t('delegation.onBehalf'), t('delegation.onBehalfHint'), setter, 'GrantSendOnBehalfTo')}
        {copy('MessageCopyForSendOnBehalfEnabled', t('delegation.copyOnBehalf'))}
        {isMailbox &&
          field(
            'FullAccess',
            t('delegation.fullAccess'),
            t('delegation.fullAccessHint'),
            'Add-MailboxPermission',
            'User',
          )}
      </>
    ),
    changes: {
      ...(onBehalf[0].length + onBehalf[1].length === 0 ? {} : { GrantSendOnBehalfTo: new ListChange(...onBehalf) }),
      ...Object.fromEntries(
        copies.filter((name) => draft.changed.includes(name)).map((name) => [name, draft.isOn(name)]),
      ),
    },
    moved: draft.moved,
    reset: draft.reset,
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
