import { Button, Field, Input } from '@fluentui/react-components';
import { SearchRegular } from '@fluentui/react-icons';
import type { ManagementObject } from '@relais/management-contract';
import { useId, useMemo, useState } from 'react';
import { numberText } from '@relais/browser-frame/language/numbers.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { Details, Facts } from '../list/details.tsx';
import { ListPage } from '../list/list-page.tsx';
import { complete, useRows } from '../server/cmdlets.ts';
import { useSession } from '@relais/browser-frame/server/session.ts';
import { listOf, textOf } from '../server/rows.ts';
import styles from './pages.module.css';
import { usePlace } from './use-place.ts';

const keyOf = (row: ManagementObject): string => textOf(row, 'Cmdlet');

/** Permissions > Effective permissions: what a person can do, and through which group and role. The person is in the address. */
export function PersonPermissions() {
  const t = useWords();
  const place = usePlace('permissions', 'effective');
  const session = useSession();
  const listId = useId();
  const person = place.item ?? (session.kind === 'signed-in' ? session.session.primarySmtpAddress : '');
  const [typed, setTyped] = useState(person);
  const [suggestions, setSuggestions] = useState<readonly string[]>([]);
  const [selected, setSelected] = useState<readonly string[]>([]);
  const { data, error, refetch } = useRows('Get-EffectivePermission', { Identity: person }, { enabled: person !== '' });
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      { id: 'cmdlet', label: t('audit.cmdlet'), value: keyOf, width: 'minmax(200px, 1.4fr)' },
      {
        id: 'through',
        label: t('effective.through'),
        value: (row) => listOf(row, 'Through').join(', '),
        width: 'minmax(160px, 1.2fr)',
      },
      {
        id: 'roles',
        label: t('effective.roles'),
        value: (row) => listOf(row, 'Roles').join(', '),
        width: 'minmax(160px, 1.6fr)',
        wideOnly: true,
      },
      {
        id: 'parameters',
        label: t('effective.parameters'),
        value: (row) => listOf(row, 'Parameters').length,
        draw: (row) => numberText(listOf(row, 'Parameters').length),
        width: 'minmax(100px, 0.5fr)',
        wideOnly: true,
      },
    ],
    [t],
  );
  return (
    <ListPage
      name={t('tabs.effective')}
      rows={data}
      error={error}
      columns={columns}
      rowKey={keyOf}
      selected={selected}
      onSelect={setSelected}
      onRefresh={() => void refetch()}
      actions={[]}
      empty={t('effective.nothing', { person })}
      above={
        <form
          className={styles.search}
          role="search"
          aria-label={t('tabs.effective')}
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() !== '') place.open(typed.trim());
          }}
        >
          <Field label={t('effective.person')}>
            <Input
              value={typed}
              list={listId}
              onChange={(_, { value }) => {
                setTyped(value);
                void complete('Get-EffectivePermission', 'Identity', value).then(setSuggestions);
              }}
            />
          </Field>
          <datalist id={listId}>
            {suggestions.map((suggestion) => (
              <option key={suggestion} value={suggestion} />
            ))}
          </datalist>
          <Button type="submit" appearance="primary" icon={<SearchRegular />}>
            {t('effective.show')}
          </Button>
        </form>
      }
      details={([row]) => (
        <Details title={textOf(row, 'Cmdlet')} subtitle={t('effective.of', { person: textOf(row, 'User') })}>
          <Facts
            facts={[
              [t('effective.through'), listOf(row, 'Through').join(', ')],
              [t('effective.roles'), listOf(row, 'Roles').join(', ')],
              [t('effective.assignments'), listOf(row, 'Assignments').join(', ')],
              [t('effective.parameters'), listOf(row, 'Parameters').join(', ')],
            ]}
          />
        </Details>
      )}
    />
  );
}
