import { type ChangeNews, ChangeStream } from './change-stream.ts';

const name = 'relais-change-stream';

/**
 * Hears of changes of mail until the function that it gives is called. The tabs of a browser share one event stream: a browser
 * opens six connections to a server over HTTP/1.1, and with a stream each the seventh tab would wait for ever. The tab that
 * was looked at last has the stream and tells the others, since one out of sight may be stopped by the browser; when it is
 * closed, the next in line goes on (docs/decisions/0207).
 */
export function hearChanges(hear: (news: ChangeNews) => void): () => void {
  const ending = new AbortController();
  const ended = new Promise<void>((resolve) => ending.signal.addEventListener('abort', () => resolve()));
  const otherTabs = new BroadcastChannel(name);
  let stream: ChangeStream | null = null;
  let line: AbortController | null = null;
  /** Whether this tab is the one that has the stream; one that only begins to take it has a stream as well. */
  let holds = false;

  function tell(news: ChangeNews): void {
    if (ending.signal.aborted) return;
    otherTabs.postMessage(news);
    hear(news);
  }

  /** Goes on with the stream when the tab that has it is closed. */
  function standInLine(): void {
    const place = new AbortController();
    line = place;
    const onTurn = () => {
      line = null;
      holds = true;
      if (stream === null) {
        stream = new ChangeStream(tell);
        // Between the end of the other's and the beginning of this one nobody listened.
        void stream.opened.then(() => tell({ kind: 'missed' }));
      }
      return ended;
    };
    navigator.locks.request(name, { signal: place.signal }, onTurn).catch(() => {
      if (!place.signal.aborted) giveUp();
    });
  }

  /** Takes it from the tab that has it, which listens until this one does: nothing is missed. */
  async function takeOver(): Promise<void> {
    if (stream !== null) return;
    const taken = new ChangeStream(tell);
    stream = taken;
    const isOpen = await taken.opened;
    // It is this tab's turn already, or this tab is gone.
    if (holds || stream !== taken) return;
    if (!isOpen) {
      taken.close();
      stream = null;
      return;
    }
    line?.abort();
    line = null;
    holds = true;
    navigator.locks.request(name, { steal: true }, () => ended).catch(giveUp);
  }

  /** Another tab is looked at now. */
  function giveUp(): void {
    stream?.close();
    stream = null;
    holds = false;
    if (!ending.signal.aborted) standInLine();
  }

  function whenSeen(): void {
    if (document.visibilityState === 'visible') void takeOver();
  }

  otherTabs.addEventListener('message', ({ data }: MessageEvent<ChangeNews>) => hear(data));
  document.addEventListener('visibilitychange', whenSeen);
  whenSeen();
  standInLine();
  return () => {
    ending.abort();
    line?.abort();
    stream?.close();
    stream = null;
    otherTabs.close();
    document.removeEventListener('visibilitychange', whenSeen);
  };
}
