import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { BulkProgress } from './bulk-progress.tsx';
import type { Exporting } from './use-export.ts';

/** How far an export is, or what ended it. */
export function ExportBanner({ exporting: { progress, failed } }: { readonly exporting: Exporting }) {
  if (progress !== null) return <BulkProgress {...progress} />;
  return failed === null ? null : (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>{failed.message}</MessageBarBody>
    </MessageBar>
  );
}
