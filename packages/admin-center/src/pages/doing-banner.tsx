import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { BulkProgress } from '../list/bulk-progress.tsx';
import type { Doing } from './use-doing.ts';

/** How far a change of many objects is, or what refused it. */
export function DoingBanner({ doing: { progress, refused } }: { readonly doing: Doing }) {
  if (progress !== null) return <BulkProgress {...progress} />;
  return refused === null ? null : (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>{refused.message}</MessageBarBody>
    </MessageBar>
  );
}
