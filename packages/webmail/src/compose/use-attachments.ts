import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RichEditorHandle } from '../editor/rich-editor.tsx';
import { downloadPath, mostUploadBytes, uploadFile } from '../server/jmap.ts';
import { sizeText } from '@relais/browser-frame/language/numbers.ts';
import { currentCsrfToken, RequestError } from '@relais/browser-frame/server/request.ts';
import type { DraftAttachment } from './draft.ts';
import type { DraftInHand } from './use-draft.ts';

export interface Attaching {
  /** Fractions from 0 to 1 of what is on its way, by a key. */
  readonly uploads: readonly { readonly key: string; readonly name: string; readonly fraction: number }[];
  /** As files beside the text. */
  attach(files: Iterable<File>): Promise<void>;
  /** As pictures in the text; files that are none are attached. */
  insert(files: Iterable<File>, editor: RichEditorHandle | null): Promise<void>;
  cancel(key: string): void;
}

const pictureTypes = /^image\/(?:png|jpeg|gif|webp)$/;

export function useAttachments(
  change: DraftInHand['change'],
  accountId: string,
  onProblem: (text: string) => void,
): Attaching {
  const { t } = useTranslation();
  const [uploads, setUploads] = useState<Attaching['uploads']>([]);
  const [aborts] = useState(() => new Map<string, AbortController>());

  async function upload(file: File): Promise<DraftAttachment | null> {
    const key = crypto.randomUUID();
    const abort = new AbortController();
    aborts.set(key, abort);
    const show = (fraction: number) =>
      setUploads((before) => before.map((one) => (one.key === key ? { ...one, fraction } : one)));
    setUploads((before) => [...before, { key, name: file.name, fraction: 0 }]);
    try {
      const most = await mostUploadBytes();
      if (file.size > most) {
        const [size, limit] = [sizeText(file.size), sizeText(most)];
        onProblem(t('compose.tooLarge', { name: file.name, size, limit }));
        return null;
      }
      const { blobId, size } = await uploadFile(file, currentCsrfToken(), show, abort.signal);
      const type = file.type === '' ? 'application/octet-stream' : file.type;
      return { blobId, size, type, name: file.name };
    } catch (cause) {
      if (!abort.signal.aborted) {
        const isUnreachable = cause instanceof RequestError && cause.status === 0;
        const words = cause instanceof Error ? cause.message : String(cause);
        const reason = `${file.name}: ${isUnreachable ? t('signIn.unreachable') : words}`;
        onProblem(t('mail.failed', { reason }));
      }
      return null;
    } finally {
      aborts.delete(key);
      setUploads((before) => before.filter((one) => one.key !== key));
    }
  }

  const add = (attachment: DraftAttachment) =>
    change((before) => ({ attachments: [...before.attachments, attachment] }));

  async function attach(files: Iterable<File>): Promise<void> {
    await Promise.all(
      [...files].map(async (file) => {
        const attachment = await upload(file);
        if (attachment !== null) add(attachment);
      }),
    );
  }

  return {
    uploads,
    attach,
    cancel: (key) => aborts.get(key)?.abort(),
    async insert(files, editor) {
      for (const file of files) {
        if (!pictureTypes.test(file.type) || editor === null) {
          await attach([file]);
          continue;
        }
        const attachment = await upload(file);
        if (attachment === null) continue;
        const cid = `${crypto.randomUUID()}@relais`;
        add({ ...attachment, cid });
        const source = downloadPath(accountId, attachment.blobId, attachment.name, attachment.type);
        editor.insertPicture({ source, contentId: cid, name: attachment.name });
      }
    },
  };
}
