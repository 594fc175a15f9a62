import { type ReactNode, useMemo } from 'react';
import { WaitingBar } from '../frame/waiting-bar.tsx';
import { useWriteScopes } from '../server/cmdlets.ts';
import { OutsideScopeContext } from '../server/outside-context.ts';
import { useOutsideScope } from '../server/use-outside-scope.ts';

/** What is inside is about one recipient: of the cmdlets, only what this person's write scopes let him run on it is there. */
export function WithinScope(props: { readonly recipient: string; readonly children: ReactNode }) {
  const { recipient } = props;
  const scopes = useWriteScopes();
  const outside = useOutsideScope(useMemo(() => [recipient], [recipient]));
  const refused = outside?.get(recipient);
  const value = useMemo(() => (refused === undefined ? null : { cmdlets: refused, scopes }), [refused, scopes]);
  if (outside === undefined) return <WaitingBar />;
  return <OutsideScopeContext value={value}>{props.children}</OutsideScopeContext>;
}
