import { useIsDark } from '@relais/browser-frame/theme/appearance.ts';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useWords } from '../language/words.ts';
import { fitToWidth } from './fit-to-width.ts';
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

// Always as high as what it shows: a bar to scroll it would take room for a moment, and all is laid out anew without it.
const paper = `html{overflow-y:hidden}body{margin:0;padding:16px 20px;font:14px/1.5 "Segoe UI",system-ui,sans-serif;color:#242424;background:#fff;overflow-wrap:break-word}img{max-inline-size:100%;block-size:auto}blockquote{margin-inline:0;padding-inline-start:12px;border-inline-start:3px solid #d1d1d1}pre{white-space:pre-wrap}`;
/** As the page around it; on paper it stays white. */
const darkPaper = `@media screen{:root{color-scheme:dark}body{color:#fff;background:#292929}blockquote{border-color:#666}a{color:#5cb7bf}}`;

/**
 * Shows HTML mail: sanitised, in a frame whose own policy forbids scripts, forms and requests. The frame is reached into
 * from here (allow-same-origin) and can itself run nothing.
 */
export function MessageFrame({ html, withPictures, pictureOf, onRemotePictures, onUnreadable }: MessageFrameProps) {
  const t = useWords();
  const frame = useRef<HTMLIFrameElement>(null);
  const [isLoaded, setIsLoaded] = useState(false);
  const [height, setHeight] = useState(120);
  const isDark = useIsDark();
  const [isUncoloured, setIsUncoloured] = useState(false);
  const isOnDark = isDark && isUncoloured;

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
    setIsUncoloured(message.isUncoloured);
    inside.body.dir = direction;
    // While it is not shown: a width that is asked for when it is lays all of a huge message out once more.
    inside.body.replaceChildren();
    fitToWidth(content, inside.body.clientWidth);
    inside.body.replaceChildren(content);
    onRemotePictures(remotePictures);
    const measure = () => setHeight(Math.max(80, inside.documentElement.scrollHeight));
    const observer = new ResizeObserver(measure);
    observer.observe(inside.body);
    measure();
    return () => observer.disconnect();
  }, [html, withPictures, pictureOf, onRemotePictures, onUnreadable, isLoaded]);

  useLayoutEffect(() => {
    const inside = frame.current?.contentDocument;
    if (!isLoaded || !inside?.head || inside.location.pathname !== framePath) return;
    const style = inside.createElement('style');
    style.textContent = isOnDark ? paper + darkPaper : paper;
    inside.head.replaceChildren(style);
  }, [isLoaded, isOnDark]);

  return (
    <iframe
      ref={frame}
      className={isOnDark ? styles.frameOnDark : styles.frame}
      style={{ blockSize: height }}
      title={t('mail.bodyOf')}
      sandbox={frameSandbox}
      src={`${framePath}${withPictures ? '?pictures=1' : ''}`}
      onLoad={() => setIsLoaded(true)}
    />
  );
}
