import { useMemo, useState } from 'react';
import { useWords } from '../language/words.ts';
import { BulkProgress } from '../list/bulk-progress.tsx';
import { useCmdlets } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import { BulkReportBar } from './bulk-report.tsx';
import { type DescribedField, DescribedFields, describedSpecs } from './described-fields.tsx';
import { useDraft } from './draft.ts';
import { type FieldSpec, isInvalid, parameterValue } from './field-spec.ts';
import { PropertyDialog } from './property-dialog.tsx';
import { TickedField } from './ticked-field.tsx';
import { useSteps } from './use-steps.ts';

/**
 * The same change of many objects at once: only what is ticked is changed, for the objects differ in the rest.
 * Runs Set- once for each, says how far it is, and can be stopped.
 */
export function BulkEditDialog(props: {
  readonly title: string;
  readonly cmdlet: string;
  readonly identityParameter?: string;
  readonly identities: readonly string[];
  readonly fields: readonly DescribedField[];
  readonly onClose: () => void;
}) {
  const { cmdlet, identities } = props;
  const t = useWords();
  const steps = useSteps();
  const description = useCmdlets()?.get(cmdlet.toLowerCase());
  const specs = useMemo(() => describedSpecs(description, props.fields), [description, props.fields]);
  const draft = useDraft(
    useMemo(() => Object.fromEntries(specs.map(({ name, kind }) => [name, emptyOf(kind)])), [specs]),
  );
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const chosen = specs.filter(({ name }) => ticked.includes(name));
  const parameters = Object.fromEntries(chosen.map((spec) => [spec.name, parameterValue(draft, spec)]));
  const commands: readonly Command[] =
    chosen.length === 0
      ? []
      : identities.map((identity) => ({
          cmdlet,
          parameters: { [props.identityParameter ?? 'Identity']: identity, ...parameters },
        }));
  return (
    <PropertyDialog
      title={props.title}
      subtitle={t('list.severalSelected', { count: identities.length })}
      section="bulk"
      onSection={() => undefined}
      commands={commands}
      isInvalid={isInvalid(draft, chosen) || chosen.some((spec) => isMissing(spec, draft.text(spec.name)))}
      banner={
        steps.progress !== null ? (
          <BulkProgress {...steps.progress} />
        ) : (
          steps.report !== null && (
            <BulkReportBar
              report={steps.report}
              onRun={(again) => void steps.run(again).catch(() => undefined)}
              onClose={steps.forgetReport}
            />
          )
        )
      }
      onSave={async () => {
        const outcome = await steps.run(commands);
        if (outcome === null) throw new Error(t('list.bulkIncomplete'));
        setTicked([]);
        draft.reset();
        return outcome.warnings;
      }}
      onClose={props.onClose}
      sections={[
        {
          id: 'bulk',
          label: props.title,
          content: (
            <>
              <p>{t('list.bulkHint')}</p>
              {props.fields
                .filter(({ name }) => specs.some((spec) => spec.name === name))
                .map((field) => (
                  <TickedField
                    key={field.name}
                    name={field.label ?? field.name}
                    isTicked={ticked.includes(field.name)}
                    onTick={(on) =>
                      setTicked(on ? [...ticked, field.name] : ticked.filter((name) => name !== field.name))
                    }
                  >
                    <DescribedFields draft={draft} cmdlet={cmdlet} fields={[field]} />
                  </TickedField>
                ))}
            </>
          ),
        },
      ]}
    />
  );
}

/** What is ticked and has no amount: an empty text clears, an empty limit says nothing. */
function isMissing({ kind }: FieldSpec, text: string): boolean {
  return text.trim() === '' && !['switch', 'list', 'flags', 'text', 'secret'].includes(kind);
}

function emptyOf(kind: string): string | boolean | readonly string[] {
  if (kind === 'switch') return false;
  return kind === 'list' || kind === 'flags' ? [] : '';
}
