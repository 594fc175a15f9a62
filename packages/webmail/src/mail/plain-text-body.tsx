import { Fragment, type ReactNode, useMemo, useState } from 'react';
import { mostLines } from './beginning-of-text.ts';
import { CutNotice } from './cut-notice.tsx';
import styles from './reading-pane.module.css';

const linkForm = /\b(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}])/g;

/** A plain message as it was written, with links to follow and quotes in a quieter voice. */
export function PlainTextBody({ text }: { readonly text: string }) {
  const [showsAll, setShowsAll] = useState(false);
  const lines = useMemo(() => text.split('\n'), [text]);
  const isCut = lines.length > mostLines && !showsAll;
  return (
    <>
      {isCut && <CutNotice onShowAll={() => setShowsAll(true)} />}
      <div className={styles.plain} dir="auto">
        {(isCut ? lines.slice(0, mostLines) : lines).map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that never changes
          <Fragment key={at}>
            {line.startsWith('>') ? <span className={styles.quoted}>{linked(line)}</span> : linked(line)}
            {'\n'}
          </Fragment>
        ))}
      </div>
    </>
  );
}

function linked(line: string): ReactNode {
  return line.split(linkForm).map((piece, at) =>
    at % 2 === 0 ? (
      piece
    ) : (
      <a key={piece + String(at)} href={piece} target="_blank" rel="noopener noreferrer">
        {piece}
      </a>
    ),
  );
}
