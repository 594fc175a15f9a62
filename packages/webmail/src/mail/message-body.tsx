import { Button, MessageBar, MessageBarActions, MessageBarBody, Spinner } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { useWords } from '../language/words.ts';
import { currentLanguage } from '@relais/browser-frame/language/current-language.ts';
import { downloadPath, downloadText } from '../server/jmap.ts';
import { useChangePreferences, usePreferences } from '../server/preferences.ts';
import { beginningOfHtml } from './beginning-of-html.ts';
import { bodyText } from './body-text.ts';
import { CutNotice } from './cut-notice.tsx';
import { enrichedBody, enrichedToText } from './enriched-text.ts';
import type { BodyPart, Email } from './mail-types.ts';
import { MessageFrame } from './message-frame.tsx';
import { PlainTextBody } from './plain-text-body.tsx';
import styles from './reading-pane.module.css';

const mostSenders = 500;

export interface MessageBodyProps {
  readonly email: Email;
  readonly accountId: string;
  readonly onFailed: (cause: unknown) => void;
}

/** The text, as HTML in a safe frame or plain. Pictures of other servers show when asked for, once or for a sender. */
export function MessageBody({ email, accountId, onFailed }: MessageBodyProps) {
  const t = useWords();
  const { picturesFrom } = usePreferences();
  const changePreferences = useChangePreferences();
  const sender = email.from?.[0]?.email.toLowerCase();
  const [remotePictures, setRemotePictures] = useState(0);
  const [wantsPictures, setWantsPictures] = useState(false);
  const [isUnreadable, setIsUnreadable] = useState(false);
  const [showsAll, setShowsAll] = useState(false);
  const showPlain = useCallback(() => setIsUnreadable(true), []);
  const pictureOf = useCallback(
    (contentId: string) => {
      const part = email.attachments.find((candidate) => candidate.cid === contentId);
      return part === undefined || part.blobId === null || !/^image\/(?:png|jpeg|gif|webp)$/.test(part.type)
        ? null
        : downloadPath(accountId, part.blobId, part.name ?? 'image', part.type);
    },
    [email.attachments, accountId],
  );
  const html = useMemo(() => bodyText(email, email.htmlBody, 'text/html'), [email]);
  const beginning = useMemo(() => (html === null ? null : beginningOfHtml(html)), [html]);
  const enriched = enrichedBody(email);
  if (enriched !== null) return <EnrichedBody part={enriched} accountId={accountId} />;
  if (html === null || isUnreadable) return <PlainTextBody text={bodyText(email, email.textBody, null) ?? ''} />;
  const withPictures = wantsPictures || (sender !== undefined && picturesFrom.includes(sender));
  return (
    <>
      {remotePictures > 0 && !withPictures && (
        <MessageBar layout="multiline" className={styles.notice} lang={currentLanguage()}>
          <MessageBarBody>{t('mail.remoteBlocked')}</MessageBarBody>
          <MessageBarActions>
            <Button onClick={() => setWantsPictures(true)}>{t('mail.showRemote')}</Button>
            {sender !== undefined && (
              <Button
                onClick={() => {
                  setWantsPictures(true);
                  const senders = [...new Set([...picturesFrom, sender])].slice(-mostSenders);
                  changePreferences({ picturesFrom: senders }).catch(onFailed);
                }}
              >
                {t('mail.alwaysShowRemote', { sender })}
              </Button>
            )}
          </MessageBarActions>
        </MessageBar>
      )}
      {beginning !== null && !showsAll && <CutNotice onShowAll={() => setShowsAll(true)} />}
      <MessageFrame
        key={String(withPictures)}
        html={showsAll ? html : (beginning ?? html)}
        withPictures={withPictures}
        pictureOf={pictureOf}
        onRemotePictures={setRemotePictures}
        onUnreadable={showPlain}
      />
    </>
  );
}

/** Fetched by itself: JMAP takes such a part for an attachment (RFC 8621 §4.1.4). */
function EnrichedBody({ part, accountId }: { readonly part: BodyPart; readonly accountId: string }) {
  const t = useWords();
  const { data, isError } = useQuery({
    queryKey: ['blob-text', part.blobId],
    queryFn: () => downloadText(accountId, part.blobId ?? ''),
  });
  if (isError) return <p className={styles.plain}>{t('mail.loadFailed')}</p>;
  if (data === undefined) return <Spinner label={t('loading')} />;
  return <PlainTextBody text={enrichedToText(data, part.type)} />;
}
