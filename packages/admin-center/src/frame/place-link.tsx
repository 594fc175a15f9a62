import type { MouseEvent, ReactNode } from 'react';
import { goTo } from './address.ts';

/** A link to another page of this application: no reload, and a new tab when asked for one. */
export function PlaceLink(props: {
  readonly to: string;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly current?: boolean;
  readonly onGo?: () => void;
}) {
  function go(event: MouseEvent) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    goTo(props.to);
    props.onGo?.();
  }
  return (
    <a
      href={props.to}
      className={props.className}
      aria-current={props.current === true ? 'page' : undefined}
      onClick={go}
    >
      {props.children}
    </a>
  );
}
