import type { ManagementObject } from '@relais/management-contract';
import { type ReactNode, useMemo, useState } from 'react';
import { type DescribedField, DescribedFields, describedSpecs, labelOf } from '../form/described-fields.tsx';
import { type Draft, type Moved, useDraft } from '../form/draft.ts';
import { changedParameters, savedValues } from '../form/field-spec.ts';
import { MoreOptions } from '../form/more-options.tsx';
import { useWords, type Words } from '../language/words.ts';
import { Facts } from '../list/details.tsx';
import { parameterOf, useCmdlets, useMay, useRows } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import { textOf } from '../server/rows.ts';

export interface PersonSections {
  readonly names: ReactNode;
  readonly contactInformation: ReactNode;
  readonly organization: ReactNode;
  /** This person may see what is known of others. */
  readonly isShown: boolean;
  readonly isReadOnly: boolean;
  readonly commands: readonly Command[];
  readonly moved: readonly Moved[];
  reset(): void;
}

/** What is known of a person besides his mail (reference §4.5): names, contact information, organization. */
export function usePerson(noun: 'User' | 'Contact', identity: string): PersonSections {
  const t = useWords();
  const may = useMay();
  const cmdlets = useCmdlets();
  const cmdlet = `Set-${noun}`;
  const { data } = useRows(`Get-${noun}`, { Identity: identity }, { enabled: may(`Get-${noun}`) });
  const row = data?.[0];
  const fields = useMemo(() => personFields(t), [t]);
  const specs = useMemo(
    () => describedSpecs(cmdlets?.get(cmdlet.toLowerCase()), Object.values(fields).flat()),
    [cmdlets, cmdlet, fields],
  );
  const draft = useDraft(useMemo(() => savedValues(row, specs), [row, specs]));
  const changes = changedParameters(draft, specs);
  const draw = (some: readonly DescribedField[]): ReactNode => (
    <PersonFields row={row} draft={draft} cmdlet={cmdlet} fields={some} />
  );
  return {
    names: draw(fields.names),
    contactInformation: (
      <>
        {draw(fields.contact)}
        <MoreFields>{draw(fields.moreContact)}</MoreFields>
      </>
    ),
    organization: (
      <>
        {draw(fields.organization)}
        {noun === 'User' && row !== undefined && <DirectReports name={textOf(row, 'Name')} />}
      </>
    ),
    isShown: may(`Get-${noun}`),
    isReadOnly: !may(cmdlet),
    commands: Object.keys(changes).length === 0 ? [] : [{ cmdlet, parameters: { Identity: identity, ...changes } }],
    moved: draft.moved,
    reset: draft.reset,
  };
}

function personFields(t: Words) {
  return {
    names: [
      { name: 'FirstName', label: t('person.firstName'), hint: '' },
      { name: 'Initials', label: t('person.initials'), hint: '' },
      { name: 'LastName', label: t('person.lastName'), hint: '' },
    ],
    contact: [
      { name: 'StreetAddress', label: t('person.street'), hint: '', multiline: true },
      { name: 'City', label: t('person.city'), hint: '' },
      { name: 'StateOrProvince', label: t('person.state'), hint: '' },
      { name: 'PostalCode', label: t('person.postalCode'), hint: '' },
      { name: 'CountryOrRegion', label: t('person.country'), hint: '' },
      { name: 'Phone', label: t('person.workPhone'), hint: '' },
      { name: 'MobilePhone', label: t('person.mobilePhone'), hint: '' },
      { name: 'Fax', label: t('person.fax'), hint: '' },
    ],
    moreContact: [
      { name: 'Office', label: t('person.office'), hint: '' },
      { name: 'HomePhone', label: t('person.homePhone'), hint: '' },
      { name: 'Pager', label: t('person.pager'), hint: '' },
      { name: 'WebPage', label: t('person.webPage'), hint: '' },
      { name: 'Notes', label: t('person.notes'), hint: '', multiline: true },
    ],
    organization: [
      { name: 'Title', label: t('person.title'), hint: '' },
      { name: 'Department', label: t('person.department'), hint: '' },
      { name: 'Company', label: t('person.company'), hint: '' },
      { name: 'Manager', label: t('person.manager'), hint: t('person.managerHint') },
    ],
  } as const satisfies Record<string, readonly DescribedField[]>;
}

/** Fields for whoever may change them, the same as facts for whoever may only look. */
function PersonFields(props: {
  readonly row: ManagementObject | undefined;
  readonly draft: Draft;
  readonly cmdlet: string;
  readonly fields: readonly DescribedField[];
}) {
  const { row, draft, cmdlet, fields } = props;
  const t = useWords();
  const may = useMay();
  const description = useCmdlets()?.get(cmdlet.toLowerCase());
  if (may(cmdlet)) return <DescribedFields draft={draft} cmdlet={cmdlet} fields={fields} />;
  return (
    <Facts
      facts={fields.map((field) => [
        labelOf(field, parameterOf(description, field.name)),
        textOf(row, field.name) || t('person.nothing'),
      ])}
    />
  );
}

function MoreFields({ children }: { readonly children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <MoreOptions isOpen={isOpen} onOpen={setOpen}>
      {children}
    </MoreOptions>
  );
}

/** Who names this person as manager. */
function DirectReports({ name }: { readonly name: string }) {
  const t = useWords();
  const { data } = useRows('Get-User', {
    Filter: `Manager -eq '${name.replaceAll("'", "''")}'`,
    ResultSize: 'Unlimited',
  });
  const names = (data ?? []).map((row) => textOf(row, 'DisplayName') || textOf(row, 'Name'));
  return <Facts facts={[[t('person.directReports'), names.length === 0 ? t('person.nobody') : names.join(', ')]]} />;
}
