import { operationError } from './shell-error.ts';
import { ShellObject } from './shell-object.ts';
import type { Value } from './values.ts';

const longest = 500_000_000;

/** `[System.Text.StringBuilder]`, with which scripts put reports together. */
export class TextBuilder extends ShellObject {
  text: string;
  constructor(text = '') {
    super('System.Text.StringBuilder');
    this.text = text;
    super.set('Length', null);
  }

  override get(name: string): Value | undefined {
    return name.toLowerCase() === 'length' ? this.text.length : super.get(name);
  }

  override entries(): [string, Value][] {
    return [['Length', this.text.length]];
  }

  append(text: string): TextBuilder {
    if (this.text.length + text.length > longest)
      throw operationError('OutOfMemory', 'The text is longer than this shell holds.', 'ResourceUnavailable');
    this.text += text;
    return this;
  }
}
