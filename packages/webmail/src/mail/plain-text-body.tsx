import { Fragment, type ReactNode } from 'react';
import styles from './reading-pane.module.css';

const linkForm = /\b(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}])/g;

/** A plain message as it was written, with links to follow and quotes in a quieter voice. */
export function PlainTextBody({ text }: { readonly text: string }) {
  return (
    <div className={styles.plain} dir="auto">
      {text.split('\n').map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that never changes
        <Fragment key={at}>
          {line.startsWith('>') ? <span className={styles.quoted}>{linked(line)}</span> : linked(line)}
          {'\n'}
        </Fragment>
      ))}
    </div>
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
