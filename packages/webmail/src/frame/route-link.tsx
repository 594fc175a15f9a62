import type { MouseEvent, ReactNode } from 'react';
import { goTo, pathOf, type Route } from '../route.ts';

export interface RouteLinkProps {
  readonly to: Route;
  readonly className?: string | undefined;
  readonly isCurrent?: boolean;
  readonly children: ReactNode;
}

/** A link with a real address: it opens in a new tab, can be copied, and otherwise changes the page in place. */
export function RouteLink({ to, className, isCurrent, children }: RouteLinkProps) {
  function follow(event: MouseEvent) {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(to);
  }
  return (
    <a href={pathOf(to)} className={className} aria-current={isCurrent === true ? 'page' : undefined} onClick={follow}>
      {children}
    </a>
  );
}
