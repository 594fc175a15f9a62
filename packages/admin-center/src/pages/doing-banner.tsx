import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { BulkReportBar } from '../form/bulk-report.tsx';
import { WaitingBar } from '../frame/waiting-bar.tsx';
import { errorText } from '../language/error-text.ts';
import { useWords } from '../language/words.ts';
import { BulkProgress } from '../list/bulk-progress.tsx';
import type { Doing } from './use-doing.ts';

/** How far a change of many objects is, or what refused it. */
export function DoingBanner({ doing }: { readonly doing: Doing }) {
  const t = useWords();
  const { go, isBusy, progress, refused, report, forgetReport } = doing;
  if (progress !== null) return <BulkProgress {...progress} />;
  if (report !== null)
    return <BulkReportBar report={report} onRun={(commands) => void go(commands)} onClose={forgetReport} />;
  if (isBusy) return <WaitingBar />;
  return refused === null ? null : (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>{errorText(refused, t)}</MessageBarBody>
    </MessageBar>
  );
}
