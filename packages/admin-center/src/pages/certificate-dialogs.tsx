import { Field, Link, Textarea } from '@fluentui/react-components';
import { CopyButton } from '@relais/browser-frame/frame/copy-button.tsx';
import { type ManagementObject, SecureText } from '@relais/management-contract';
import { useMemo, useState } from 'react';
import { useDraft } from '../form/draft.ts';
import { FileField } from '../form/file-field.tsx';
import { FlagsField, TextField } from '../form/fields.tsx';
import { PropertyDialog } from '../form/property-dialog.tsx';
import { useWords } from '../language/words.ts';
import { Facts } from '../list/details.tsx';
import { isPendingRequest } from './certificate-state.ts';
import { useRows } from '../server/cmdlets.ts';
import { useRun } from '../server/use-run.ts';
import type { Command } from '../server/command-line.ts';
import { listOf, textOf } from '../server/rows.ts';

/** In an address: the dialog that brings a certificate in. */
export const importItem = '~import';

export const certificateServices = [
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
  if (row !== undefined && isPendingRequest(row)) return <ImportCertificate pending={row} onClose={onClose} />;
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
                flags={certificateServices}
              />
            </>
          ),
        },
      ]}
    />
  );
}

/**
 * A certificate with its key out of a PFX or PEM file, put to use at once where a service is ticked; of a `pending` request:
 * what the authority answered, without a key.
 */
export function ImportCertificate({
  pending,
  onClose,
}: {
  readonly pending?: ManagementObject;
  readonly onClose: () => void;
}) {
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
      title={pending === undefined ? t('certificates.importTitle') : textOf(pending, 'Subject')}
      subtitle={t(pending === undefined ? 'certificates.importSubtitle' : 'certificates.completeSubtitle')}
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
              {pending !== undefined && <RequestText text={textOf(pending, 'Request')} />}
              <FileField
                name="FileData"
                label={t('certificates.file')}
                hint={t(pending === undefined ? 'certificates.fileHint' : 'certificates.answerHint')}
                accept={pending === undefined ? '.pfx,.p12,.pem,.crt' : '.pem,.crt,.cer,.p7b'}
                problem={problem}
                onChoose={(file) => void take(file)}
              />
              {pending === undefined && (
                <TextField
                  draft={draft}
                  name="Password"
                  label={t('form.password')}
                  hint={t('certificates.passwordHint')}
                  secret
                />
              )}
              <FlagsField
                draft={draft}
                name="Services"
                label={t('certificates.services')}
                hint={t('certificates.importServicesHint')}
                flags={certificateServices}
              />
            </>
          ),
        },
      ]}
    />
  );
}

/** What the authority wants to have, to copy or as a file. */
function RequestText({ text }: { readonly text: string }) {
  const t = useWords();
  return (
    <>
      <Field label={t('certificates.requestText')} hint={t('certificates.requestHint')}>
        <Textarea readOnly value={text} rows={6} textarea={{ style: { fontFamily: 'monospace', fontSize: '12px' } }} />
      </Field>
      <div>
        <CopyButton value={text} what={t('certificates.requestText')} />
        <Link href={`data:application/pkcs10,${encodeURIComponent(text)}`} download="request.req">
          {t('certificates.requestSave')}
        </Link>
      </div>
    </>
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
