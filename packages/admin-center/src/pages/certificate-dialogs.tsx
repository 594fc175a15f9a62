import { Field } from '@fluentui/react-components';
import { SecureText } from '@relais/management-contract';
import { useMemo, useState } from 'react';
import { useDraft } from '../form/draft.ts';
import { FlagsField, ListField, TextField } from '../form/fields.tsx';
import { PropertyDialog } from '../form/property-dialog.tsx';
import { useWords } from '../language/words.ts';
import { Facts } from '../list/details.tsx';
import { useRows, useRun } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import { listOf, textOf } from '../server/rows.ts';

/** In an address: the dialog that brings a certificate in. */
export const importItem = '~import';

const services = [
  ['IMAP', 'IMAP'],
  ['POP', 'POP'],
  ['SMTP', 'SMTP'],
  ['IIS', 'IIS'],
] as const;
const largestFileBytes = 1_048_576;

/** Which services present it. They are told at once, without a restart. */
export function AssignCertificate({
  thumbprint,
  onClose,
}: {
  readonly thumbprint: string;
  readonly onClose: () => void;
}) {
  const t = useWords();
  const run = useRun();
  const { data, isPending, error } = useRows('Get-ExchangeCertificate', { Thumbprint: thumbprint });
  const [row] = data ?? [];
  const held = useMemo(() => ({ Services: assigned(textOf(row, 'Services')) }), [row]);
  const draft = useDraft(held);
  const added = draft.list('Services').filter((service) => !held.Services.includes(service));
  const commands: readonly Command[] =
    added.length === 0
      ? []
      : [{ cmdlet: 'Enable-ExchangeCertificate', parameters: { Thumbprint: thumbprint, Services: added } }];
  return (
    <PropertyDialog
      title={textOf(row, 'Subject') || thumbprint}
      subtitle={t('certificates.assign')}
      section={null}
      onSection={() => {}}
      isLoading={isPending}
      banner={error === null ? undefined : <p role="alert">{error.message}</p>}
      commands={commands}
      onSave={async () => {
        const { warnings } = await run(commands);
        draft.reset();
        return warnings;
      }}
      onClose={onClose}
      sections={[
        {
          id: 'services',
          label: t('certificates.services'),
          content: (
            <>
              <Facts facts={[[t('certificates.names'), listOf(row, 'CertificateDomains').join(', ')]]} />
              <FlagsField
                draft={draft}
                name="Services"
                label={t('certificates.services')}
                hint={t('certificates.assignHint')}
                flags={services}
              />
            </>
          ),
        },
      ]}
    />
  );
}

/** A self-signed certificate for names of one's own. */
export function NewCertificate({ onClose }: { readonly onClose: () => void }) {
  const t = useWords();
  const run = useRun();
  const draft = useDraft(useMemo(() => ({ DomainName: [], Services: [] }), []));
  const commands: readonly Command[] = [
    {
      cmdlet: 'New-ExchangeCertificate',
      parameters: {
        DomainName: draft.list('DomainName'),
        ...(draft.list('Services').length > 0 && { Services: draft.list('Services') }),
      },
    },
  ];
  const isMissing = draft.list('DomainName').length === 0;
  return (
    <PropertyDialog
      title={t('certificates.newTitle')}
      subtitle={t('certificates.newSubtitle')}
      section={null}
      onSection={() => {}}
      isNew
      isInvalid={isMissing}
      commands={isMissing ? [] : commands}
      onSave={async () => (await run(commands)).warnings}
      onClose={onClose}
      sections={[
        {
          id: 'general',
          label: t('form.general'),
          content: (
            <>
              <ListField
                draft={draft}
                name="DomainName"
                label={t('certificates.names')}
                addLabel={t('certificates.names')}
                placeholder="mail.example.com"
                check={(text) => (/^[\w*.-]+$/.test(text) ? null : t('certificates.nameWrong'))}
              />
              <FlagsField draft={draft} name="Services" label={t('certificates.services')} flags={services} />
            </>
          ),
        },
      ]}
    />
  );
}

/** A certificate with its key out of a PFX or PEM file, put to use at once where a service is ticked. */
export function ImportCertificate({ onClose }: { readonly onClose: () => void }) {
  const t = useWords();
  const run = useRun();
  const [content, setContent] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const draft = useDraft(useMemo(() => ({ Password: '', Services: [] }), []));
  const importing: Command = {
    cmdlet: 'Import-ExchangeCertificate',
    parameters: {
      FileData: content ?? '',
      ...(draft.text('Password') !== '' && { Password: new SecureText(draft.text('Password')) }),
    },
  };
  async function take(file: File | undefined) {
    setContent(null);
    setProblem(null);
    if (file === undefined) return;
    if (file.size > largestFileBytes) {
      setProblem(t('certificates.fileTooLarge'));
      return;
    }
    setContent(base64Of(new Uint8Array(await file.arrayBuffer())));
  }
  async function save(): Promise<readonly string[]> {
    const { rows, warnings } = await run([importing]);
    const Thumbprint = textOf(rows[0], 'Thumbprint');
    const wanted = draft.list('Services');
    if (wanted.length === 0 || Thumbprint === '') return warnings;
    const enabled = await run([{ cmdlet: 'Enable-ExchangeCertificate', parameters: { Thumbprint, Services: wanted } }]);
    return [...warnings, ...enabled.warnings];
  }
  return (
    <PropertyDialog
      title={t('certificates.importTitle')}
      subtitle={t('certificates.importSubtitle')}
      section={null}
      onSection={() => {}}
      isNew
      isInvalid={content === null}
      onRefused={() => setProblem(problem ?? t('certificates.fileNeeded'))}
      commands={content === null ? [] : [importing]}
      onSave={save}
      onClose={onClose}
      sections={[
        {
          id: 'file',
          label: t('certificates.file'),
          content: (
            <>
              <Field
                label={t('certificates.file')}
                hint={t('certificates.fileHint')}
                required
                validationMessage={problem}
                validationState={problem === null ? 'none' : 'error'}
              >
                <input
                  type="file"
                  aria-label={t('certificates.file')}
                  accept=".pfx,.p12,.pem,.crt"
                  onChange={(event) => void take(event.target.files?.[0])}
                />
              </Field>
              <TextField
                draft={draft}
                name="Password"
                label={t('form.password')}
                hint={t('certificates.passwordHint')}
                secret
              />
              <FlagsField
                draft={draft}
                name="Services"
                label={t('certificates.services')}
                hint={t('certificates.importServicesHint')}
                flags={services}
              />
            </>
          ),
        },
      ]}
    />
  );
}

function assigned(text: string): readonly string[] {
  return text.split(', ').filter((service) => service !== '' && service !== 'None');
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
