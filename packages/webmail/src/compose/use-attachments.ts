import { useEffect, useState } from 'react';
import { useWords } from '../language/words.ts';
import type { RichEditorHandle } from '../editor/rich-editor.tsx';
import { downloadPath, mostUploadBytes, uploadFile } from '../server/jmap.ts';
import { refusalWords } from '../server/refusal-words.ts';
import { sizeText } from '@relais/browser-frame/language/numbers.ts';
import { currentCsrfToken, RequestError } from '@relais/browser-frame/server/request.ts';
import type { DraftAttachment } from './draft.ts';
import type { DraftInHand } from './use-draft.ts';

export interface Upload {
  readonly key: string;
  readonly name: string;
  /** From 0 to 1. */
  readonly fraction: number;
  /** Why it did not arrive; `null` while it is on its way. */
  readonly failure: string | null;
}

export interface Attaching {
  /** What is on its way, and what did not arrive and may be sent up again. */
  readonly uploads: readonly Upload[];
  /** As files beside the text. */
  attach(files: Iterable<File>): Promise<void>;
  /** As pictures in the text; files that are none are attached. */
  insert(files: Iterable<File>, editor: RichEditorHandle | null): Promise<void>;
  retry(key: string): void;
  /** Ends it where it is on its way; it is listed no more. */
  cancel(key: string): void;
}

interface InHand {
  readonly abort: AbortController;
  readonly retry: () => void;
  /** The server was not reached: it is tried again when the connection is back. */
  isWaiting: boolean;
}

const pictureTypes = /^image\/(?:png|jpeg|gif|webp)$/;

export function useAttachments(
  change: DraftInHand['change'],
  accountId: string,
  /** `null`: what was said before is settled. */
  onProblem: (text: string | null) => void,
): Attaching {
  const t = useWords();
  const [uploads, setUploads] = useState<Attaching['uploads']>([]);
  const [inHand] = useState(() => new Map<string, InHand>());

  useEffect(() => {
    const goOn = () => [...inHand.values()].filter(({ isWaiting }) => isWaiting).forEach(({ retry }) => retry());
    addEventListener('online', goOn);
    return () => removeEventListener('online', goOn);
  }, [inHand]);

  function show(key: string, part: Partial<Upload>) {
    setUploads((before) => before.map((one) => (one.key === key ? { ...one, ...part } : one)));
  }

  function drop(key: string) {
    inHand.delete(key);
    setUploads((before) => before.filter((one) => one.key !== key));
  }

  /** `onDone` hears of it when it is there, at the first attempt or at a later one. */
  async function upload(file: File, onDone: (attachment: DraftAttachment) => void): Promise<void> {
    const key = crypto.randomUUID();
    setUploads((before) => [...before, { key, name: file.name, fraction: 0, failure: null }]);
    await attempt(key, file, onDone);
  }

  async function attempt(key: string, file: File, onDone: (attachment: DraftAttachment) => void): Promise<void> {
    const abort = new AbortController();
    const mine: InHand = { abort, retry: () => void attempt(key, file, onDone), isWaiting: false };
    inHand.set(key, mine);
    show(key, { fraction: 0, failure: null });
    onProblem(null);
    try {
      const most = await mostUploadBytes();
      if (file.size > most) {
        const [size, limit] = [sizeText(file.size), sizeText(most)];
        onProblem(t('compose.tooLarge', { name: file.name, size, limit }));
        return drop(key);
      }
      const onProgress = (fraction: number) => show(key, { fraction });
      const { blobId, size } = await uploadFile(file, currentCsrfToken(), onProgress, abort.signal);
      drop(key);
      const type = file.type === '' ? 'application/octet-stream' : file.type;
      onDone({ blobId, size, type, name: file.name });
    } catch (cause) {
      if (abort.signal.aborted) return;
      mine.isWaiting = cause instanceof RequestError && cause.status === 0;
      show(key, { failure: mine.isWaiting ? t('signIn.unreachable') : refusalWords(cause, t) });
    }
  }

  const add = (attachment: DraftAttachment) =>
    change((before) => ({ attachments: [...before.attachments, attachment] }));

  async function attach(files: Iterable<File>): Promise<void> {
    await Promise.all([...files].map((file) => upload(file, add)));
  }

  return {
    uploads,
    attach,
    retry: (key) => inHand.get(key)?.retry(),
    cancel(key) {
      inHand.get(key)?.abort.abort();
      drop(key);
      onProblem(null);
    },
    async insert(files, editor) {
      for (const file of files) {
        if (!pictureTypes.test(file.type) || editor === null) {
          await attach([file]);
          continue;
        }
        await upload(file, (attachment) => {
          const cid = `${crypto.randomUUID()}@relais`;
          add({ ...attachment, cid });
          const source = downloadPath(accountId, attachment.blobId, attachment.name, attachment.type);
          editor.insertPicture({ source, contentId: cid, name: attachment.name });
        });
      }
    },
  };
}
