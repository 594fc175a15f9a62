import type { MouseEvent, ReactNode } from 'react';

/** A link with a real address: it opens in a new tab, can be copied, and otherwise changes the page in place. */
export function PageLink(props: {
  readonly href: string;
  readonly follow: () => void;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly isCurrent?: boolean | undefined;
  readonly label?: string;
}) {
  function go(event: MouseEvent) {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    props.follow();
  }
  return (
    <a
      href={props.href}
      className={props.className}
      aria-label={props.label}
      aria-current={props.isCurrent === true ? 'page' : undefined}
      onClick={go}
    >
      {props.children}
    </a>
  );
}
