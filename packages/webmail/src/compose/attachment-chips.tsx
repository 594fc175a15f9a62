import { Button, ProgressBar } from '@fluentui/react-components';
import { ArrowClockwiseRegular, DismissRegular } from '@fluentui/react-icons';
import { memo, useMemo } from 'react';
import { useWords } from '../language/words.ts';
import { sizeText } from '@relais/browser-frame/language/numbers.ts';
import { useFirstOfMany } from '../mail/first-of-many.ts';
import styles from './compose-pane.module.css';
import type { DraftAttachment } from './draft.ts';
import type { DraftInHand } from './use-draft.ts';
import type { Attaching } from './use-attachments.ts';

/** What goes along with the message, and what is on its way up. */
export function AttachmentChips({
  inHand,
  attaching,
}: {
  readonly inHand: DraftInHand;
  readonly attaching: Attaching;
}) {
  const t = useWords();
  const { attachments } = inHand.draft;
  const files = useMemo(() => attachments.filter(({ cid }) => cid === undefined), [attachments]);
  if (files.length === 0 && attaching.uploads.length === 0) return null;
  return (
    <ul className={styles.attachments} aria-label={t('mail.attachments', { count: files.length })}>
      <Files files={files} change={inHand.change} />
      {attaching.uploads.map(({ key, name, fraction, failure }) => (
        <li key={key}>
          {failure === null ? (
            <span className={styles.upload}>
              {t('compose.uploading', { name, percent: Math.round(fraction * 100) })}
              <ProgressBar value={fraction} aria-label={name} />
            </span>
          ) : (
            <>
              <span className={styles.notUploaded} role="alert">
                {t('compose.notUploaded', { name, reason: failure })}
              </span>
              <Button
                appearance="transparent"
                size="small"
                icon={<ArrowClockwiseRegular />}
                aria-label={t('compose.uploadAgain', { name })}
                title={t('tryAgain')}
                onClick={() => attaching.retry(key)}
              />
            </>
          )}
          <Button
            appearance="transparent"
            size="small"
            icon={<DismissRegular />}
            aria-label={t(failure === null ? 'compose.cancelUpload' : 'compose.removeAttachment', { name })}
            onClick={() => attaching.cancel(key)}
          />
        </li>
      ))}
    </ul>
  );
}

/** Drawn anew when other files are attached, not with each letter that is written. */
const Files = memo(function Files({
  files,
  change,
}: {
  readonly files: readonly DraftAttachment[];
  readonly change: DraftInHand['change'];
}) {
  const t = useWords();
  const { shown, showAll } = useFirstOfMany(files);
  const remove = (gone: DraftAttachment) =>
    change((before) => ({ attachments: before.attachments.filter((other) => other !== gone) }));
  return (
    <>
      {shown.map((attachment) => (
        <li key={attachment.blobId}>
          <span>{attachment.name}</span>
          <span className={styles.size}>{sizeText(attachment.size)}</span>
          <Button
            appearance="transparent"
            size="small"
            icon={<DismissRegular />}
            aria-label={t('compose.removeAttachment', { name: attachment.name })}
            onClick={() => remove(attachment)}
          />
        </li>
      ))}
      {showAll !== null && (
        <li>
          <Button appearance="transparent" size="small" onClick={showAll}>
            {t('mail.allAttachments', { count: files.length })}
          </Button>
        </li>
      )}
    </>
  );
});
