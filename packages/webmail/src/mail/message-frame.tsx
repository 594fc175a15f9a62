import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { framePath, frameSandbox } from './parsing-frame.ts';
import { sanitiseMessage } from './sanitise-message.ts';
import styles from './reading-pane.module.css';

export interface MessageFrameProps {
  readonly html: string;
  readonly withPictures: boolean;
  readonly pictureOf: (contentId: string) => string | null;
  readonly onRemotePictures: (count: number) => void;
  /** Nothing safe could be made of the HTML: its plain text is to be shown. */
  readonly onUnreadable: () => void;
}

const paper = `body{margin:0;padding:16px 20px;font:14px/1.5 "Segoe UI",system-ui,sans-serif;color:#242424;background:#fff;overflow-wrap:break-word}img{max-inline-size:100%;block-size:auto}blockquote{margin-inline:0;padding-inline-start:12px;border-inline-start:3px solid #d1d1d1}pre{white-space:pre-wrap}`;

/**
 * Shows HTML mail: sanitised, in a frame whose own policy forbids scripts, forms and requests. The frame is reached into
 * from here (allow-same-origin) and can itself run nothing.
 */
export function MessageFrame({ html, withPictures, pictureOf, onRemotePictures, onUnreadable }: MessageFrameProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLIFrameElement>(null);
  const [isLoaded, setIsLoaded] = useState(false);
  const [height, setHeight] = useState(120);

  useEffect(() => {
    const inside = frame.current?.contentDocument;
    const view = inside?.defaultView;
    // Never into the blank page that a new frame has at first: it is under webmail's own policy.
    if (!isLoaded || !inside?.body || !view || view.location.pathname !== framePath) return;
    const message = sanitiseMessage(html, view, pictureOf, withPictures);
    if (message === null) {
      onUnreadable();
      return;
    }
    const { content, remotePictures, direction } = message;
    const style = inside.createElement('style');
    style.textContent = paper;
    inside.head.replaceChildren(style);
    inside.body.dir = direction;
    inside.body.replaceChildren(content);
    onRemotePictures(remotePictures);
    const measure = () => setHeight(Math.max(80, inside.documentElement.scrollHeight));
    const observer = new ResizeObserver(measure);
    observer.observe(inside.body);
    measure();
    return () => observer.disconnect();
  }, [html, withPictures, pictureOf, onRemotePictures, onUnreadable, isLoaded]);

  return (
    <iframe
      ref={frame}
      className={styles.frame}
      style={{ blockSize: height }}
      title={t('mail.bodyOf')}
      sandbox={frameSandbox}
      src={`${framePath}${withPictures ? '?pictures=1' : ''}`}
      onLoad={() => setIsLoaded(true)}
    />
  );
}
