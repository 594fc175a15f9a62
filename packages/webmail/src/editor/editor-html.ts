import { $generateDOMFromNodes, $generateNodesFromDOM } from '@lexical/html';
import DOMPurify from 'dompurify';
import {
  $createParagraphNode,
  $getRoot,
  $isElementNode,
  $isTextNode,
  $setSelection,
  type LexicalEditor,
  type ParagraphNode,
} from 'lexical';

/** Puts HTML into an empty editor; pictures by `sourceOf` their Content-ID, those of other servers left out. */
export function loadHtml(editor: LexicalEditor, html: string, sourceOf: (contentId: string) => string | null): void {
  const clean = DOMPurify.sanitize(html, {
    USE_PROFILES: { html: true },
    FORBID_TAGS: ['style', 'form', 'input', 'button', 'textarea', 'select'],
    FORBID_ATTR: ['style', 'class', 'background', 'srcset'],
    RETURN_DOM_FRAGMENT: true,
  });
  for (const picture of clean.querySelectorAll('img')) {
    const contentId = /^cid:(.*)$/i.exec(picture.getAttribute('src') ?? '')?.[1];
    const source = contentId === undefined ? null : sourceOf(contentId);
    picture.removeAttribute('src');
    if (contentId === undefined || source === null) continue;
    picture.setAttribute('data-cid', contentId);
    picture.setAttribute('data-source', source);
  }
  // In an element: Lexical asks every text for the one that it stands in.
  const body = document.createElement('div');
  body.append(clean);
  const root = $getRoot();
  root.clear();
  // Blocks as they are; what stands bare between them in paragraphs of its own.
  let paragraph: ParagraphNode | null = null;
  for (const node of $generateNodesFromDOM(editor, body)) {
    if ($isElementNode(node) && !node.isInline()) {
      paragraph = null;
      root.append(node);
    } else if (paragraph !== null || node.getTextContent().trim() !== '' || !$isTextNode(node)) {
      if (paragraph === null) {
        paragraph = $createParagraphNode();
        root.append(paragraph);
      }
      paragraph.append(node);
    }
  }
  if (root.isEmpty()) root.append($createParagraphNode());
  // A selection would take the focus.
  $setSelection(null);
}

/** What is in the editor as the message will have it; to be called while its state is read. */
export function htmlOf(editor: LexicalEditor): string {
  // Built, not parsed: the page's policy forbids styles in markup.
  const body = $generateDOMFromNodes(document.createElement('div'), null, editor);
  for (const element of body.querySelectorAll('*')) {
    element.removeAttribute('class');
    const contentId = element.getAttribute('data-cid');
    if (contentId === null) continue;
    element.removeAttribute('data-cid');
    element.setAttribute('data-src', `cid:${contentId}`);
  }
  // Lexical wraps text so that its spaces stay; mail programs keep theirs.
  for (const span of body.querySelectorAll('span:not([style]), span[style="white-space: pre-wrap;"]')) {
    span.replaceWith(...span.childNodes);
  }
  for (const element of body.querySelectorAll<HTMLElement>('[style]')) {
    element.style.removeProperty('white-space');
    if (element.style.length === 0) element.removeAttribute('style');
  }
  return body.innerHTML.replaceAll('data-src="cid:', 'src="cid:');
}
