import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Spinner,
} from '@fluentui/react-components';
import { ChevronLeftRegular, ChevronRightRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useWords } from '../language/words.ts';
import { downloadPath, downloadText, jmap } from '../server/jmap.ts';
import { attachmentKind } from './attachment-kind.ts';
import { bodyText } from './body-text.ts';
import { longDate } from './date-words.ts';
import { enrichedToText, isEnriched } from './enriched-text.ts';
import { type BodyPart, type Email, emailProperties, shownName } from './mail-types.ts';
import { MessageFrame } from './message-frame.tsx';
import { PlainTextBody } from './plain-text-body.tsx';
import styles from './reading-pane.module.css';

export interface AttachmentPreviewProps {
  readonly part: BodyPart;
  /** All that can be looked at. */
  readonly parts: readonly BodyPart[];
  readonly accountId: string;
  readonly onShow: (part: BodyPart) => void;
  readonly onClose: () => void;
}

/** A picture, PDF, text or attached message, looked at where it is. */
export function AttachmentPreview({ part, parts, accountId, onShow, onClose }: AttachmentPreviewProps) {
  const t = useWords();
  const name = part.name ?? t('mail.unnamed');
  const path = downloadPath(accountId, part.blobId ?? '', name, part.type);
  const at = parts.indexOf(part);
  const [before, after] = [parts[at - 1], parts[at + 1]];
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={styles.preview}>
        <DialogBody className={styles.previewBody}>
          <DialogTitle>{name}</DialogTitle>
          <DialogContent className={styles.previewContent}>
            <Content part={part} accountId={accountId} name={name} path={path} />
          </DialogContent>
          <DialogActions>
            {parts.length > 1 && (
              <>
                <Button
                  icon={<ChevronLeftRegular />}
                  aria-label={t('mail.previousAttachment')}
                  disabledFocusable={before === undefined}
                  onClick={() => before !== undefined && onShow(before)}
                />
                <Button
                  icon={<ChevronRightRegular />}
                  aria-label={t('mail.nextAttachment')}
                  disabledFocusable={after === undefined}
                  onClick={() => after !== undefined && onShow(after)}
                />
              </>
            )}
            <Button as="a" href={path} download={name}>
              {t('mail.save')}
            </Button>
            <Button appearance="primary" onClick={onClose}>
              {t('close')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

interface ContentProps {
  readonly part: BodyPart;
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
}

function Content({ part, accountId, name, path }: ContentProps) {
  switch (attachmentKind(part)) {
    case 'picture':
      return <img className={styles.picture} src={path} alt={name} />;
    case 'pdf':
      return <iframe className={styles.pdf} src={path} title={name} />;
    case 'text':
      return <TextContent accountId={accountId} blobId={part.blobId ?? ''} type={part.type} />;
    case 'message':
      return <MessageContent accountId={accountId} blobId={part.blobId ?? ''} />;
    case null:
      return null;
  }
}

function TextContent({
  accountId,
  blobId,
  type,
}: {
  readonly accountId: string;
  readonly blobId: string;
  readonly type: string;
}) {
  const t = useWords();
  const { data, isError } = useQuery({
    queryKey: ['blob-text', blobId],
    queryFn: () => downloadText(accountId, blobId),
  });
  if (isError) return <p>{t('mail.loadFailed')}</p>;
  if (data === undefined) return <Spinner label={t('loading')} />;
  return (
    <pre className={styles.previewText} dir="auto">
      {isEnriched({ type }) ? enrichedToText(data, type) : data}
    </pre>
  );
}

const noPicture = (): null => null;
const ignore = (): void => {};

/** A message in a message, read by Email/parse (RFC 8621 §4.9). */
function MessageContent({ accountId, blobId }: { readonly accountId: string; readonly blobId: string }) {
  const t = useWords();
  const { data, isError } = useQuery({
    queryKey: ['parsed', accountId, blobId],
    queryFn: async ({ signal }) => {
      const properties = emailProperties.filter((name) => name !== 'threadId');
      const { p } = await jmap(
        [
          [
            'Email/parse',
            { accountId, blobIds: [blobId], properties, fetchTextBodyValues: true, fetchHTMLBodyValues: true },
            'p',
          ],
        ],
        signal,
      );
      return (p?.parsed as Record<string, Email> | null)?.[blobId] ?? null;
    },
  });
  if (isError || data === null) return <p>{t('mail.loadFailed')}</p>;
  if (data === undefined) return <Spinner label={t('loading')} />;
  const html = bodyText(data, data.htmlBody, 'text/html');
  return (
    <>
      <h2 className={styles.innerSubject} dir="auto">
        {data.subject || t('mail.noSubject')}
      </h2>
      <p className={styles.date}>
        {shownName(data.from?.[0])}
        {data.sentAt !== null && ` · ${longDate(data.sentAt)}`}
      </p>
      {html === null ? (
        <PlainTextBody text={bodyText(data, data.textBody, null) ?? ''} />
      ) : (
        <MessageFrame
          html={html}
          withPictures={false}
          pictureOf={noPicture}
          onRemotePictures={ignore}
          onUnreadable={ignore}
        />
      )}
    </>
  );
}
