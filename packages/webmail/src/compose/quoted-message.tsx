import { Button } from '@fluentui/react-components';
import { DismissRegular, EditRegular, MoreHorizontalRegular } from '@fluentui/react-icons';
import { useCallback, useState } from 'react';
import { useWords } from '../language/words.ts';
import { beginningOfHtml } from '../mail/beginning-of-html.ts';
import { MessageFrame } from '../mail/message-frame.tsx';
import { downloadPath } from '../server/jmap.ts';
import styles from './compose-pane.module.css';
import type { Draft } from './draft.ts';

export interface QuotedMessageProps {
  readonly draft: Draft;
  readonly accountId: string;
  readonly onRemove: () => void;
  /** Makes the quote part of what is written, to answer between its lines. */
  readonly onEdit: () => void;
}

const ignore = (): void => {};

/** The quoted message as it will go along: looked at in the same safe frame as when it is read. */
export function QuotedMessage({ draft, accountId, onRemove, onEdit }: QuotedMessageProps) {
  const t = useWords();
  // A huge one goes along unseen until somebody opens it.
  const [isOpen, setIsOpen] = useState(() => beginningOfHtml(draft.quote) === null);
  const { attachments } = draft;
  const pictureOf = useCallback(
    (contentId: string) => {
      const part = attachments.find(({ cid }) => cid === contentId);
      return part === undefined ? null : downloadPath(accountId, part.blobId, part.name, part.type);
    },
    [attachments, accountId],
  );
  return (
    <section className={styles.quote} aria-label={t('compose.quoted')}>
      <div className={styles.quoteBar}>
        <Button
          size="small"
          appearance="subtle"
          icon={<MoreHorizontalRegular />}
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {t('compose.quoted')}
        </Button>
        <Button size="small" appearance="subtle" icon={<EditRegular />} onClick={onEdit}>
          {t('compose.editQuote')}
        </Button>
        <Button size="small" appearance="subtle" icon={<DismissRegular />} onClick={onRemove}>
          {t('compose.removeQuote')}
        </Button>
      </div>
      {isOpen && (
        <MessageFrame
          html={draft.quote}
          withPictures={false}
          pictureOf={pictureOf}
          onRemotePictures={ignore}
          onUnreadable={ignore}
        />
      )}
    </section>
  );
}
