import { Button } from '@fluentui/react-components';
import {
  ArrowDownloadRegular,
  DocumentPdfRegular,
  DocumentRegular,
  DocumentTextRegular,
  MailRegular,
} from '@fluentui/react-icons';
import { type ReactNode, Suspense, useState } from 'react';
import { lazyPart } from '@relais/browser-frame/frame/lazy-part.ts';
import { useWords } from '../language/words.ts';
import { sizeText } from '@relais/browser-frame/language/numbers.ts';
import { downloadPath } from '../server/jmap.ts';
import { attachmentKind } from './attachment-kind.ts';
import { bodyText } from './body-text.ts';
import { enrichedBody } from './enriched-text.ts';
import { useFirstOfMany } from './first-of-many.ts';
import type { BodyPart, Email } from './mail-types.ts';
import styles from './reading-pane.module.css';

const AttachmentPreview = lazyPart(async () => ({
  default: (await import('./attachment-preview.tsx')).AttachmentPreview,
}));

/** What is attached, to look at or to save; pictures that stand in the text are left out. */
export function AttachmentList({ email, accountId }: { readonly email: Email; readonly accountId: string }) {
  const t = useWords();
  const [shown, setShown] = useState<BodyPart | null>(null);
  const html = bodyText(email, email.htmlBody, 'text/html') ?? '';
  const body = enrichedBody(email);
  const parts = email.attachments.filter(
    ({ blobId, cid, disposition, type }) =>
      blobId !== null &&
      type !== 'text/calendar' &&
      blobId !== body?.blobId &&
      !(cid !== null && (disposition === 'inline' || html.includes(`cid:${cid}`)) && type.startsWith('image/')),
  );
  const { shown: listed, showAll } = useFirstOfMany(parts);
  if (parts.length === 0) return null;
  return (
    <>
      <ul className={styles.attachments} aria-label={t('mail.attachments', { count: parts.length })}>
        {listed.map((part) => (
          <Attachment key={part.blobId} part={part} accountId={accountId} onShow={() => setShown(part)} />
        ))}
        {showAll !== null && (
          <li>
            <Button appearance="subtle" onClick={showAll}>
              {t('mail.allAttachments', { count: parts.length })}
            </Button>
          </li>
        )}
      </ul>
      {shown !== null && (
        <Suspense fallback={null}>
          <AttachmentPreview
            part={shown}
            parts={parts.filter((part) => attachmentKind(part) !== null)}
            accountId={accountId}
            onShow={setShown}
            onClose={() => setShown(null)}
          />
        </Suspense>
      )}
    </>
  );
}

function Attachment({
  part,
  accountId,
  onShow,
}: {
  readonly part: BodyPart;
  readonly accountId: string;
  readonly onShow: () => void;
}) {
  const t = useWords();
  const name = part.name ?? t('mail.unnamed');
  const path = downloadPath(accountId, part.blobId ?? '', name, part.type);
  const kind = attachmentKind(part);
  const label = (
    <>
      {iconOf(part, path)}
      <span className={styles.attachmentName}>{name}</span>
      <span className={styles.attachmentSize}>{sizeText(part.size)}</span>
    </>
  );
  return (
    <li>
      {kind === null ? (
        <a href={path} download={name} className={styles.attachment}>
          {label}
        </a>
      ) : (
        <button type="button" className={styles.attachment} title={t('mail.preview', { name })} onClick={onShow}>
          {label}
        </button>
      )}
      <Button
        as="a"
        appearance="subtle"
        size="small"
        href={path}
        download={name}
        icon={<ArrowDownloadRegular />}
        aria-label={t('mail.download', { name })}
      />
    </li>
  );
}

function iconOf(part: BodyPart, path: string): ReactNode {
  switch (attachmentKind(part)) {
    case 'picture':
      return part.size < 3_000_000 ? (
        <img className={styles.thumbnail} src={path} loading="lazy" alt="" />
      ) : (
        <DocumentRegular aria-hidden="true" />
      );
    case 'pdf':
      return <DocumentPdfRegular aria-hidden="true" />;
    case 'text':
      return <DocumentTextRegular aria-hidden="true" />;
    case 'message':
      return <MailRegular aria-hidden="true" />;
    case null:
      return <DocumentRegular aria-hidden="true" />;
  }
}
