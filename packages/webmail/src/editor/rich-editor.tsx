import { LinkNode } from '@lexical/link';
import { ListItemNode, ListNode } from '@lexical/list';
import { LexicalComposer } from '@lexical/react/LexicalComposer';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { ContentEditable } from '@lexical/react/LexicalContentEditable';
import { LexicalErrorBoundary } from '@lexical/react/LexicalErrorBoundary';
import { HistoryPlugin } from '@lexical/react/LexicalHistoryPlugin';
import { LinkPlugin } from '@lexical/react/LexicalLinkPlugin';
import { ListPlugin } from '@lexical/react/LexicalListPlugin';
import { OnChangePlugin } from '@lexical/react/LexicalOnChangePlugin';
import { RichTextPlugin } from '@lexical/react/LexicalRichTextPlugin';
import { HeadingNode, QuoteNode } from '@lexical/rich-text';
import { $getRoot, $getSelection, $insertNodes, COMMAND_PRIORITY_HIGH, mergeRegister, PASTE_COMMAND } from 'lexical';
import { type Ref, useEffect, useImperativeHandle } from 'react';
import { EditorToolbar } from './editor-toolbar.tsx';
import { htmlOf, loadHtml } from './editor-html.ts';
import { $createPictureNode, type Picture, PictureNode } from './picture-node.tsx';
import styles from './rich-editor.module.css';

export interface RichEditorHandle {
  insertPicture(picture: Picture): void;
}

export interface RichEditorProps {
  readonly label: string;
  readonly initialHtml: string;
  readonly hasFocus: boolean;
  readonly sourceOf: (contentId: string) => string | null;
  readonly onChange: (html: string, text: string) => void;
  /** Files that were pasted; absent: they are not taken. */
  readonly onFiles?: (files: readonly File[]) => void;
  /** Chooses a picture to put into the text; absent: there is no button for it. */
  readonly onPicture?: () => void;
  readonly handle?: Ref<RichEditorHandle>;
}

const theme = {
  text: {
    bold: styles.bold ?? '',
    italic: styles.italic ?? '',
    underline: styles.underline ?? '',
    strikethrough: styles.struck ?? '',
    underlineStrikethrough: styles.both ?? '',
  },
};

/** Writes formatted text. Loaded when somebody first writes (a chunk of its own). */
export function RichEditor(props: RichEditorProps) {
  const { label, initialHtml, sourceOf, onChange } = props;
  return (
    <LexicalComposer
      initialConfig={{
        namespace: 'message',
        nodes: [HeadingNode, QuoteNode, ListNode, ListItemNode, LinkNode, PictureNode],
        theme,
        editorState: (editor) => loadHtml(editor, initialHtml, sourceOf),
        onError: (error) => {
          throw error;
        },
      }}
    >
      <EditorToolbar onPicture={props.onPicture} />
      <div className={styles.area}>
        <RichTextPlugin
          contentEditable={
            <ContentEditable className={styles.editor} aria-label={label} aria-multiline="true" dir="auto" spellCheck />
          }
          placeholder={null}
          ErrorBoundary={LexicalErrorBoundary}
        />
      </div>
      <HistoryPlugin />
      <ListPlugin />
      <LinkPlugin validateUrl={(url) => /^(?:https?:|mailto:|tel:)/i.test(url)} />
      <OnChangePlugin
        ignoreSelectionChange
        onChange={(state, editor) =>
          state.read(() => onChange(htmlOf(editor), $getRoot().getTextContent().replaceAll('\n\n', '\n')), { editor })
        }
      />
      <EditorHands hasFocus={props.hasFocus} onFiles={props.onFiles} handle={props.handle} />
    </LexicalComposer>
  );
}

/** What reaches the editor from outside: the focus, pasted files, pictures. */
function EditorHands({ hasFocus, onFiles, handle }: Pick<RichEditorProps, 'onFiles' | 'handle' | 'hasFocus'>) {
  const [editor] = useLexicalComposerContext();
  useEffect(() => {
    // Where it is loaded late, somebody may be writing in a field of the message already.
    if (hasFocus && document.activeElement?.matches('[data-own-keys] input') !== true)
      editor.focus(undefined, { defaultSelection: 'rootStart' });
  }, [editor, hasFocus]);
  useEffect(
    () =>
      mergeRegister(
        editor.registerCommand(
          PASTE_COMMAND,
          (event) => {
            const clipboard = 'clipboardData' in event ? event.clipboardData : null;
            const files = [...(clipboard?.files ?? [])];
            if (clipboard === null || files.length === 0 || onFiles === undefined || isFormattedText(clipboard))
              return false;
            event.preventDefault();
            onFiles(files);
            return true;
          },
          COMMAND_PRIORITY_HIGH,
        ),
      ),
    [editor, onFiles],
  );
  useImperativeHandle(handle, () => ({
    insertPicture: (picture) =>
      editor.update(() => {
        if ($getSelection() === null) $getRoot().selectEnd();
        $insertNodes([$createPictureNode(picture)]);
      }),
  }));
  return null;
}

/** Word and Excel add a picture of what was copied to its text; a picture that was copied from a page has no text. */
function isFormattedText(clipboard: DataTransfer): boolean {
  return clipboard.types.includes('text/html') && clipboard.getData('text/plain').trim() !== '';
}
