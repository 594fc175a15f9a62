import { useMemo } from 'react';
import { type DescribedField, DescribedFields, describedSpecs } from '../form/described-fields.tsx';
import { useDraft } from '../form/draft.ts';
import { changedParameters, isInvalid, savedValues } from '../form/field-spec.ts';
import { Group } from '../form/fields.tsx';
import type { Section } from '../form/property-dialog.tsx';
import { useWords } from '../language/words.ts';
import { Facts } from '../list/details.tsx';
import { useCmdlets, useMay, useRows } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import { textOf } from '../server/rows.ts';

const asked = { List: true };

/** Servers > Edit > Event log: how much is kept of relais.log. `section`: null for whoever may not see it. */
export function useEventLog() {
  const t = useWords();
  const may = useMay();
  const cmdlets = useCmdlets();
  const mayLook = may('Get-EventLog');
  const mayChange = may('Limit-EventLog');
  const { data, isPending } = useRows('Get-EventLog', asked, { enabled: mayLook });
  const [row] = data ?? [];
  const fields = useMemo<readonly DescribedField[]>(
    () => [
      { name: 'MaximumSize', label: t('servers.logSize') },
      { name: 'RetentionDays', label: t('servers.logDays') },
    ],
    [t],
  );
  const specs = useMemo(() => describedSpecs(cmdlets?.get('limit-eventlog'), fields), [cmdlets, fields]);
  const draft = useDraft(useMemo(() => savedValues(row, specs), [row, specs]));
  const changes = changedParameters(draft, specs);
  const commands: readonly Command[] =
    Object.keys(changes).length === 0
      ? []
      : [{ cmdlet: 'Limit-EventLog', parameters: { LogName: 'Application', ...changes } }];
  const section: Section = {
    id: 'event-log',
    label: t('servers.eventLog'),
    isReadOnly: !mayChange,
    content: (
      <Group title={t('servers.eventLog')} hint={t('servers.logHint')}>
        {mayChange ? (
          <DescribedFields draft={draft} cmdlet="Limit-EventLog" fields={fields} />
        ) : (
          <Facts facts={fields.map(({ name, label = name }) => [label, textOf(row, name)])} />
        )}
      </Group>
    ),
  };
  return {
    section: mayLook ? section : null,
    isPending,
    isInvalid: isInvalid(draft, specs),
    commands,
    moved: draft.moved,
    reset: draft.reset,
  };
}
