import type { ReactNode } from 'react';
import { useFrameWords } from '../language/frame-words.ts';
import { Emblem } from './emblem.tsx';
import { PageLink } from './page-link.tsx';
import styles from './top-bar.module.css';

/** The bar above every page: a way past it, the name that leads home, and the application's own buttons. */
export function TopBar(props: {
  readonly home: string;
  readonly goHome: () => void;
  /** What is read aloud for the name, when more than the name. */
  readonly homeLabel?: string;
  /** Beside the name, on a wide window. */
  readonly subtitle?: string;
  /** Before the name. */
  readonly start?: ReactNode;
  readonly children: ReactNode;
}) {
  const t = useFrameWords();
  return (
    <>
      <a href="#content" className={styles.skip}>
        {t('skip')}
      </a>
      <header className={styles.bar}>
        {props.start}
        <PageLink
          href={props.home}
          follow={props.goHome}
          className={styles.brand}
          {...(props.homeLabel === undefined ? {} : { label: props.homeLabel })}
        >
          <Emblem size={26} />
          <span>{t('product')}</span>
          {props.subtitle !== undefined && <span className={styles.subtitle}>{props.subtitle}</span>}
        </PageLink>
        <div className={styles.space} />
        {props.children}
      </header>
    </>
  );
}
