import { PageLink } from '@relais/browser-frame/frame/page-link.tsx';
import type { ReactNode } from 'react';
import { goTo } from './address.ts';

/** A link to another page of this application. */
export function PlaceLink(props: {
  readonly to: string;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly current?: boolean;
  readonly onGo?: () => void;
}) {
  return (
    <PageLink
      href={props.to}
      className={props.className}
      isCurrent={props.current}
      follow={() => {
        goTo(props.to);
        props.onGo?.();
      }}
    >
      {props.children}
    </PageLink>
  );
}
