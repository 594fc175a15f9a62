import { useMemo, useRef } from 'react';
import { useDraft } from '../form/draft.ts';
import { ChoiceField, FlagsField, ListField, TextField } from '../form/fields.tsx';
import { PropertyDialog } from '../form/property-dialog.tsx';
import { useWords } from '../language/words.ts';
import { useRun } from '../server/use-run.ts';
import type { Command } from '../server/command-line.ts';
import { textOf } from '../server/rows.ts';
import { certificateServices } from './certificate-dialogs.tsx';

/** The parts of a distinguished name behind the common name, as authorities ask for them. */
const subjectParts = [
  ['O', 'organization'],
  ['OU', 'department'],
  ['L', 'city'],
  ['ST', 'state'],
  ['C', 'country'],
] as const;

/** A self-signed certificate for names of one's own, or a request to an authority; `onAsked` gets the request's thumbprint. */
export function NewCertificate(props: {
  readonly onAsked: (thumbprint: string) => void;
  readonly onClose: () => void;
}) {
  const t = useWords();
  const run = useRun();
  const draft = useDraft(
    useMemo(
      () => ({ kind: 'self', DomainName: [], Services: [], KeySize: '2048', O: '', OU: '', L: '', ST: '', C: '' }),
      [],
    ),
  );
  const asked = useRef('');
  const isRequest = draft.text('kind') === 'request';
  const [first = ''] = draft.list('DomainName');
  const subject = [
    `CN=${first}`,
    ...subjectParts.flatMap(([part]) => (draft.text(part) === '' ? [] : [`${part}=${escaped(draft.text(part))}`])),
  ].join(', ');
  const countryProblem = /^(?:[A-Za-z]{2})?$/.test(draft.text('C')) ? null : t('certificates.countryWrong');
  const parameters: Command['parameters'] = isRequest
    ? { GenerateRequest: true, SubjectName: subject, KeySize: draft.text('KeySize') }
    : draft.list('Services').length > 0
      ? { Services: draft.list('Services') }
      : {};
  const commands: readonly Command[] = [
    { cmdlet: 'New-ExchangeCertificate', parameters: { ...parameters, DomainName: draft.list('DomainName') } },
  ];
  const isMissing = first === '';
  return (
    <PropertyDialog
      title={t('certificates.newTitle')}
      subtitle={t(isRequest ? 'certificates.newRequestSubtitle' : 'certificates.newSubtitle')}
      section={null}
      onSection={() => {}}
      isNew
      isInvalid={isMissing || (isRequest && countryProblem !== null)}
      commands={isMissing ? [] : commands}
      onSave={async () => {
        const { rows, warnings } = await run(commands);
        if (isRequest) asked.current = textOf(rows[0], 'Thumbprint');
        return warnings;
      }}
      onClose={() => (asked.current === '' ? props.onClose() : props.onAsked(asked.current))}
      sections={[
        {
          id: 'general',
          label: t('form.general'),
          content: (
            <>
              <ChoiceField
                draft={draft}
                name="kind"
                label={t('certificates.kind')}
                radio
                choices={[
                  ['request', t('certificates.kindRequest')],
                  ['self', t('certificates.kindSelf')],
                ]}
              />
              <ListField
                draft={draft}
                name="DomainName"
                label={t('certificates.names')}
                addLabel={t('certificates.names')}
                placeholder="mail.example.com"
                check={(text) => (/^[\w*.-]+$/.test(text) ? null : t('certificates.nameWrong'))}
              />
              {isRequest ? (
                <>
                  {subjectParts.map(([part, word]) => (
                    <TextField
                      key={part}
                      draft={draft}
                      name={part}
                      label={t(`certificates.${word}`)}
                      {...(part === 'C' && { placeholder: 'FR', problem: countryProblem })}
                    />
                  ))}
                  <ChoiceField
                    draft={draft}
                    name="KeySize"
                    label={t('certificates.keySize')}
                    choices={['2048', '3072', '4096'].map((bits) => [bits, bits])}
                  />
                </>
              ) : (
                <FlagsField
                  draft={draft}
                  name="Services"
                  label={t('certificates.services')}
                  flags={certificateServices}
                />
              )}
            </>
          ),
        },
      ]}
    />
  );
}

/** RFC 4514 §2.4 */
function escaped(value: string): string {
  return value.replaceAll(/[,+"\\<>;=]/g, '\\$&');
}
