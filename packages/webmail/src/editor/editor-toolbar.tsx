import {
  Button,
  Field,
  Input,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  Toolbar,
  ToolbarButton,
  ToolbarDivider,
  ToolbarToggleButton,
} from '@fluentui/react-components';
import {
  ArrowRedoRegular,
  ArrowUndoRegular,
  ImageAddRegular,
  LinkRegular,
  TextBoldRegular,
  TextBulletListRegular,
  TextClearFormattingRegular,
  TextItalicRegular,
  TextNumberListLtrRegular,
  TextQuoteRegular,
  TextStrikethroughRegular,
  TextUnderlineRegular,
} from '@fluentui/react-icons';
import { TOGGLE_LINK_COMMAND } from '@lexical/link';
import {
  $isListNode,
  INSERT_ORDERED_LIST_COMMAND,
  INSERT_UNORDERED_LIST_COMMAND,
  REMOVE_LIST_COMMAND,
} from '@lexical/list';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { $createQuoteNode, $isQuoteNode } from '@lexical/rich-text';
import { $setBlocksType } from '@lexical/selection';
import {
  $createParagraphNode,
  $getSelection,
  $isRangeSelection,
  $isTextNode,
  COMMAND_PRIORITY_HIGH,
  FORMAT_TEXT_COMMAND,
  KEY_DOWN_COMMAND,
  REDO_COMMAND,
  type TextFormatType,
  UNDO_COMMAND,
} from 'lexical';
import { type FormEvent, useEffect, useState } from 'react';
import { useWords } from '../language/words.ts';
import styles from './rich-editor.module.css';

const formats = ['bold', 'italic', 'underline', 'strikethrough'] as const;
const icons = {
  bold: <TextBoldRegular />,
  italic: <TextItalicRegular />,
  underline: <TextUnderlineRegular />,
  strikethrough: <TextStrikethroughRegular />,
};

type Block = 'bullet' | 'number' | 'quote' | 'plain';

/** What the text can be made to look like; the buttons show how it is where the cursor stands. */
export function EditorToolbar({ onPicture }: { readonly onPicture: (() => void) | undefined }) {
  const t = useWords();
  const [editor] = useLexicalComposerContext();
  const [active, setActive] = useState<readonly TextFormatType[]>([]);
  const [block, setBlock] = useState<Block>('plain');

  useEffect(
    () =>
      editor.registerUpdateListener(({ editorState }) => {
        editorState.read(() => {
          const selection = $getSelection();
          if (!$isRangeSelection(selection)) return;
          setActive(formats.filter((format) => selection.hasFormat(format)));
          const top = selection.anchor.getNode().getTopLevelElement();
          if ($isListNode(top)) setBlock(top.getListType() === 'number' ? 'number' : 'bullet');
          else setBlock($isQuoteNode(top) ? 'quote' : 'plain');
        });
      }),
    [editor],
  );

  function toggleList(kind: 'bullet' | 'number') {
    const insert = kind === 'bullet' ? INSERT_UNORDERED_LIST_COMMAND : INSERT_ORDERED_LIST_COMMAND;
    editor.dispatchCommand(block === kind ? REMOVE_LIST_COMMAND : insert, undefined);
  }

  function toggleQuote() {
    editor.update(() => {
      const selection = $getSelection();
      if ($isRangeSelection(selection)) {
        $setBlocksType(selection, () => (block === 'quote' ? $createParagraphNode() : $createQuoteNode()));
      }
    });
  }

  function clearFormat() {
    editor.update(() => {
      const selection = $getSelection();
      if (!$isRangeSelection(selection)) return;
      for (const node of selection.extract()) {
        if ($isTextNode(node)) node.setFormat(0).setStyle('');
      }
    });
  }

  return (
    <Toolbar
      size="small"
      aria-label={t('compose.format')}
      className={styles.toolbar}
      checkedValues={{ format: [...active], block: [block] }}
    >
      {formats.map((format) => (
        <ToolbarToggleButton
          key={format}
          name="format"
          value={format}
          aria-label={t(`compose.${format}`)}
          title={t(`compose.${format}`)}
          icon={icons[format]}
          onClick={() => editor.dispatchCommand(FORMAT_TEXT_COMMAND, format)}
        />
      ))}
      <ToolbarDivider />
      <ToolbarToggleButton
        name="block"
        value="bullet"
        aria-label={t('compose.bullets')}
        title={t('compose.bullets')}
        icon={<TextBulletListRegular />}
        onClick={() => toggleList('bullet')}
      />
      <ToolbarToggleButton
        name="block"
        value="number"
        aria-label={t('compose.numbers')}
        title={t('compose.numbers')}
        icon={<TextNumberListLtrRegular />}
        onClick={() => toggleList('number')}
      />
      <ToolbarToggleButton
        name="block"
        value="quote"
        aria-label={t('compose.quote')}
        title={t('compose.quote')}
        icon={<TextQuoteRegular />}
        onClick={toggleQuote}
      />
      <ToolbarDivider />
      <LinkButton onLink={(url) => editor.dispatchCommand(TOGGLE_LINK_COMMAND, url)} />
      {onPicture !== undefined && (
        <ToolbarButton
          aria-label={t('compose.picture')}
          title={t('compose.picture')}
          icon={<ImageAddRegular />}
          onClick={onPicture}
        />
      )}
      <ToolbarButton
        aria-label={t('compose.clearFormat')}
        title={t('compose.clearFormat')}
        icon={<TextClearFormattingRegular />}
        onClick={clearFormat}
      />
      <ToolbarDivider />
      <ToolbarButton
        aria-label={t('compose.undo')}
        title={t('compose.undo')}
        icon={<ArrowUndoRegular />}
        onClick={() => editor.dispatchCommand(UNDO_COMMAND, undefined)}
      />
      <ToolbarButton
        aria-label={t('compose.redo')}
        title={t('compose.redo')}
        icon={<ArrowRedoRegular />}
        onClick={() => editor.dispatchCommand(REDO_COMMAND, undefined)}
      />
    </Toolbar>
  );
}

function LinkButton({ onLink }: { readonly onLink: (url: string | null) => void }) {
  const t = useWords();
  const [editor] = useLexicalComposerContext();
  const [isOpen, setIsOpen] = useState(false);
  useEffect(
    () =>
      editor.registerCommand(
        KEY_DOWN_COMMAND,
        (event) => {
          if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return false;
          event.preventDefault();
          setIsOpen(true);
          return true;
        },
        COMMAND_PRIORITY_HIGH,
      ),
    [editor],
  );
  const [url, setUrl] = useState('');
  function submit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    const text = url.trim();
    onLink(text === '' ? null : /^(?:https?:|mailto:|tel:)/i.test(text) ? text : `https://${text}`);
    setIsOpen(false);
    setUrl('');
  }
  return (
    <Popover open={isOpen} onOpenChange={(_, data) => setIsOpen(data.open)} trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <ToolbarButton aria-label={t('compose.link')} title={t('compose.link')} icon={<LinkRegular />} />
      </PopoverTrigger>
      <PopoverSurface aria-label={t('compose.link')}>
        <form onSubmit={submit} className={styles.linkForm}>
          <Field label={t('compose.linkAddress')}>
            <Input value={url} type="text" placeholder="https://" onChange={(_, { value }) => setUrl(value)} />
          </Field>
          <Button type="submit" appearance="primary">
            {t('compose.link')}
          </Button>
        </form>
      </PopoverSurface>
    </Popover>
  );
}
