import { Link } from '@fluentui/react-components';
import { useMemo } from 'react';
import { useWords } from '../language/words.ts';
import { useRows } from '../server/cmdlets.ts';
import { textOf } from '../server/rows.ts';
import { AcmeState } from './acme-state.tsx';
import { ObjectDialog, type ObjectSection } from './object-dialog.tsx';

const noDraft = {};

/** Servers > Certificates > Automatic certificate: names once, terms once, and how it stands. */
export function AcmeDialog(props: {
  readonly section: string | null;
  readonly onSection: (section: string) => void;
  readonly onClose: () => void;
}) {
  const t = useWords();
  const { data } = useRows('Get-AcmeCertificate', {}, { everyMs: 15_000 });
  const sections = useMemo<readonly ObjectSection[]>(
    () => [
      {
        id: 'general',
        label: t('form.general'),
        above: () => <p>{t('acme.intro')}</p>,
        fields: [
          { name: 'Enabled', label: t('acme.enabled') },
          {
            name: 'DomainName',
            label: t('acme.names'),
            placeholder: 'mail.example.com',
            check: (text) => (/^[\p{L}\p{N}.-]+\.[\p{L}\p{N}-]+\.?$/u.test(text) ? null : t('certificates.nameWrong')),
          },
          { name: 'TermsOfServiceAgreed', label: t('acme.terms'), hint: t('acme.termsHint') },
          { name: 'Services', label: t('certificates.services') },
          { name: 'Contact', label: t('acme.contact'), placeholder: 'postmaster@example.com' },
        ],
        below: (row) => {
          const terms = textOf(row, 'TermsOfService');
          return (
            /^https?:/.test(terms) && (
              <Link href={terms} target="_blank" rel="noreferrer">
                {t('acme.readTerms')}
              </Link>
            )
          );
        },
      },
      {
        id: 'authority',
        label: t('acme.authority'),
        fields: [
          {
            name: 'DirectoryUrl',
            label: t('acme.directory'),
            placeholder: 'https://acme-v02.api.letsencrypt.org/directory',
          },
          { name: 'ExternalAccountKeyId', label: t('acme.keyId') },
          { name: 'ExternalAccountHmacKey', label: t('acme.hmacKey') },
        ],
      },
      {
        id: 'state',
        label: t('acme.state'),
        fields: [],
        above: (row) => row !== undefined && <AcmeState row={row} />,
      },
    ],
    [t],
  );
  const row = data?.[0];
  return row === undefined ? null : (
    <ObjectDialog
      noun="AcmeCertificate"
      row={row}
      identity=""
      identityParameter={null}
      title={t('acme.title')}
      subtitle={t('acme.subtitle')}
      initial={noDraft}
      sections={sections}
      section={props.section}
      onSection={props.onSection}
      onClose={props.onClose}
    />
  );
}
