import { PageLink } from '@relais/browser-frame/frame/page-link.tsx';
import type { ReactNode } from 'react';
import { goTo, pathOf, type Route } from '../route.ts';

export interface RouteLinkProps {
  readonly to: Route;
  readonly className?: string | undefined;
  readonly isCurrent?: boolean;
  readonly children: ReactNode;
}

/** A link to another page of webmail. */
export function RouteLink({ to, className, isCurrent, children }: RouteLinkProps) {
  return (
    <PageLink href={pathOf(to)} className={className} isCurrent={isCurrent} follow={() => goTo(to)}>
      {children}
    </PageLink>
  );
}
