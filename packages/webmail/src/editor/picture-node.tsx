import { $applyNodeReplacement, type DOMConversionMap, type DOMExportOutput, DecoratorNode } from 'lexical';
import type { JSX } from 'react';

export interface Picture {
  /** Where the browser shows it from. */
  readonly source: string;
  /** How the message names it: `cid:` and this. */
  readonly contentId: string;
  readonly name: string;
}

/** A picture in the text that goes along with the message (RFC 2392). */
export class PictureNode extends DecoratorNode<JSX.Element> {
  readonly __picture: Picture;

  static override getType(): string {
    return 'picture';
  }

  static override clone(node: PictureNode): PictureNode {
    return new PictureNode(node.__picture, node.__key);
  }

  constructor(picture: Picture, key?: string) {
    super(key);
    this.__picture = picture;
  }

  static override importDOM(): DOMConversionMap | null {
    return {
      img: () => ({
        priority: 1,
        conversion: (element) => {
          const contentId = element.getAttribute('data-cid');
          // Pictures of other servers are not brought along: showing them would ask those servers.
          if (contentId === null) return { node: null };
          const source = element.getAttribute('data-source') ?? '';
          return { node: $createPictureNode({ source, contentId, name: element.getAttribute('alt') ?? '' }) };
        },
      }),
    };
  }

  override exportDOM(): DOMExportOutput {
    const element = document.createElement('img');
    // Not as `src`: the page would look for an address of this kind.
    element.setAttribute('data-cid', this.__picture.contentId);
    element.setAttribute('alt', this.__picture.name);
    return { element };
  }

  override createDOM(): HTMLElement {
    return document.createElement('span');
  }

  override updateDOM(): false {
    return false;
  }

  override isInline(): true {
    return true;
  }

  override decorate(): JSX.Element {
    return <img src={this.__picture.source} alt={this.__picture.name} />;
  }
}

export function $createPictureNode(picture: Picture): PictureNode {
  return $applyNodeReplacement(new PictureNode(picture));
}
