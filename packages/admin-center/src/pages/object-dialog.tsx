import type { ManagementObject, ManagementValue } from '@relais/management-contract';
import { type ReactNode, useMemo } from 'react';
import { type DescribedField, DescribedFields, describedSpecs, labelOf } from '../form/described-fields.tsx';
import { type Draft, type DraftValues, type Moved, useDraft } from '../form/draft.ts';
import { changedParameters, isInvalid, parameterValue, savedValues } from '../form/field-spec.ts';
import { PropertyDialog } from '../form/property-dialog.tsx';
import { valueText } from '../language/value-text.ts';
import { useWords } from '../language/words.ts';
import { Facts } from '../list/details.tsx';
import { parameterOf, useCmdlets, useMay } from '../server/cmdlets.ts';
import { useRun } from '../server/use-run.ts';
import type { Command } from '../server/command-line.ts';

export interface ObjectSection {
  readonly id: string;
  readonly label: string;
  readonly fields: readonly DescribedField[];
  /** Above the fields: what is only shown. */
  readonly above?: (row: ManagementObject | undefined, draft: Draft) => ReactNode;
  readonly below?: (row: ManagementObject | undefined, draft: Draft) => ReactNode;
}

/** Properties of one object, or those of a new one, by Set- or New- of its noun. */
export function ObjectDialog(props: {
  readonly noun: string;
  readonly row: ManagementObject | undefined;
  readonly identity: string;
  readonly title: string;
  readonly subtitle: string;
  readonly sections: readonly ObjectSection[];
  readonly initial: DraftValues;
  readonly section: string | null;
  readonly onSection: (section: string) => void;
  readonly onClose: () => void;
  /** What more a save runs, before or after the change itself. */
  readonly more?: readonly Command[];
  /** Of these: what was changed elsewhere meanwhile. */
  readonly moreMoved?: readonly Moved[];
  /** Without an identity: settings of the whole organisation. */
  readonly identityParameter?: string | null;
  readonly banner?: ReactNode;
  readonly offersTrial?: boolean;
}) {
  const { row, noun } = props;
  const t = useWords();
  const may = useMay();
  const run = useRun();
  const cmdlets = useCmdlets();
  const isNew = row === undefined;
  const cmdlet = `${isNew ? 'New' : 'Set'}-${noun}`;
  const description = cmdlets?.get(cmdlet.toLowerCase());
  const fields = useMemo(() => props.sections.flatMap((section) => section.fields), [props.sections]);
  const specs = useMemo(() => describedSpecs(description, fields), [description, fields]);
  const draft = useDraft(
    useMemo(() => (isNew ? props.initial : savedValues(row, specs)), [isNew, row, specs, props.initial]),
  );
  const missing = isNew ? fields.filter(({ name, required }) => required === true && isEmpty(draft, name)) : [];
  const parameters: Record<string, ManagementValue> = isNew
    ? Object.fromEntries(
        specs.filter(({ name }) => !isEmpty(draft, name)).map((spec) => [spec.name, parameterValue(draft, spec)]),
      )
    : changedParameters(draft, specs);
  const identityParameter = props.identityParameter === undefined ? 'Identity' : props.identityParameter;
  const commands: readonly Command[] = [
    ...(Object.keys(parameters).length === 0
      ? []
      : [
          {
            cmdlet,
            parameters:
              isNew || identityParameter === null ? parameters : { [identityParameter]: props.identity, ...parameters },
          },
        ]),
    ...(props.more ?? []),
  ];
  const isReadOnly = !may(cmdlet);
  return (
    <PropertyDialog
      title={props.title}
      subtitle={props.subtitle}
      section={props.section}
      onSection={props.onSection}
      isNew={isNew}
      offersTrial={props.offersTrial === true}
      isInvalid={missing.length > 0 || isInvalid(draft, specs)}
      commands={commands}
      {...(isNew ? {} : { moved: [...draft.moved, ...(props.moreMoved ?? [])] })}
      banner={props.banner}
      onSave={async () => {
        const { warnings } = await run(commands);
        draft.reset();
        // What was found by its name is no longer there under it.
        if (isNew || 'Name' in parameters) props.onClose();
        return warnings;
      }}
      onClose={props.onClose}
      sections={props.sections.map((section) => ({
        id: section.id,
        label: section.label,
        isReadOnly,
        content: (
          <>
            {section.above?.(row, draft)}
            {isReadOnly ? (
              <Facts
                facts={section.fields.map((field) => [
                  labelOf(field, parameterOf(description, field.name)),
                  valueText(row, field.name, t),
                ])}
              />
            ) : (
              <DescribedFields draft={draft} cmdlet={cmdlet} fields={section.fields} />
            )}
            {section.below?.(row, draft)}
          </>
        ),
      }))}
    />
  );
}

function isEmpty(draft: Draft, name: string): boolean {
  const value = draft.values[name];
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}
