import { type ReactNode, useMemo } from 'react';
import { useDraft } from '../form/draft.ts';
import { ListField } from '../form/fields.tsx';
import { useWords } from '../language/words.ts';
import { complete, useMayElsewhere, useRows } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import { textOf } from '../server/rows.ts';

export interface MemberOf {
  readonly content: ReactNode;
  readonly commands: readonly Command[];
  reset(): void;
}

/** The groups that somebody is in himself; those that these are in stand in their own dialogs. */
export function useMemberOf(member: string, isOpen: boolean): MemberOf {
  const t = useWords();
  // A member is changed in the group's name.
  const may = useMayElsewhere();
  const groups = useRows(
    'Get-DistributionGroup',
    { Filter: `Members -eq '${member.replaceAll("'", "''")}'`, ResultSize: 'Unlimited' },
    { enabled: isOpen && may('Get-DistributionGroup') },
  );
  const saved = useMemo(() => (groups.data ?? []).map((row) => textOf(row, 'PrimarySmtpAddress')), [groups.data]);
  const titles = useMemo(
    () => new Map((groups.data ?? []).map((row) => [textOf(row, 'PrimarySmtpAddress'), textOf(row, 'DisplayName')])),
    [groups.data],
  );
  const draft = useDraft(useMemo(() => ({ Groups: saved }), [saved]));
  const now = draft.list('Groups');
  const change = (cmdlet: string, Identity: string): Command => ({ cmdlet, parameters: { Identity, Member: member } });
  return {
    content:
      groups.error === null ? (
        <ListField
          draft={draft}
          name="Groups"
          label={t('memberOf.title')}
          hint={t('memberOf.hint')}
          addLabel={t('memberOf.add')}
          placeholder="team@example.com"
          draw={(entry) => (titles.has(entry) ? `${titles.get(entry)} (${entry})` : entry)}
          disabled={!may('Add-DistributionGroupMember')}
          suggest={(prefix) => complete('Add-DistributionGroupMember', 'Identity', prefix)}
          standsFor={['Add-DistributionGroupMember.Identity', 'Remove-DistributionGroupMember.Identity']}
        />
      ) : (
        <p role="alert">{groups.error.message}</p>
      ),
    commands: [
      ...now.filter((one) => !saved.includes(one)).map((one) => change('Add-DistributionGroupMember', one)),
      ...saved.filter((one) => !now.includes(one)).map((one) => change('Remove-DistributionGroupMember', one)),
    ],
    reset: draft.reset,
  };
}
