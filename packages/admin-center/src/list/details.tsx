import type { ReactNode } from 'react';
import styles from './list.module.css';

/** The details pane's content: a title, facts, and quick tasks. */
export function Details(props: { readonly title: string; readonly subtitle?: string; readonly children: ReactNode }) {
  return (
    <>
      <h2 className={styles.detailsTitle}>{props.title}</h2>
      {props.subtitle !== undefined && <p className={styles.detailsSubtitle}>{props.subtitle}</p>}
      {props.children}
    </>
  );
}

export function Facts({ facts }: { readonly facts: readonly (readonly [label: string, value: ReactNode])[] }) {
  const shown = facts.filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return (
    <dl className={styles.facts}>
      {shown.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function QuickTasks({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className={styles.tasks}>
      <h3>{title}</h3>
      {children}
    </div>
  );
}
