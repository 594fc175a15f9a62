import { DocumentRegular, ImageRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { byteSizeIn } from '../language/byte-size.ts';
import { currentLanguage } from '../language/language.ts';
import { downloadPath } from '../server/jmap.ts';
import type { Email } from './mail-types.ts';
import styles from './reading-pane.module.css';

/** What is attached, to look at or to save; pictures that stand in the text are left out. */
export function AttachmentList({ email, accountId }: { readonly email: Email; readonly accountId: string }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const parts = email.attachments.filter(
    (part) => part.blobId !== null && !(part.disposition === 'inline' && part.cid),
  );
  if (parts.length === 0) return null;
  return (
    <ul className={styles.attachments} aria-label={t('mail.attachments', { count: parts.length })}>
      {parts.map((part) => {
        const name = part.name ?? t('mail.unnamed');
        return (
          <li key={part.blobId}>
            <a
              href={downloadPath(accountId, part.blobId ?? '', name, part.type)}
              target="_blank"
              rel="noopener"
              title={t('mail.download', { name })}
            >
              {part.type.startsWith('image/') ? (
                <ImageRegular aria-hidden="true" />
              ) : (
                <DocumentRegular aria-hidden="true" />
              )}
              <span className={styles.attachmentName}>{name}</span>
              <span className={styles.attachmentSize}>{byteSizeIn(part.size, language)}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
