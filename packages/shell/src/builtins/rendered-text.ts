import { Printer } from '../format/printer.ts';
import type { Context } from '../runtime/engine.ts';
import type { Value } from '../runtime/values.ts';
import { cellStyle } from './cell-style.ts';

/** Collects what objects look like when printed at a width; `0` is without end. */
export class RenderedText {
  text = '';
  private readonly printer: Printer;
  constructor(context: Context, width: number | null) {
    const { language, listLimit } = cellStyle(context);
    this.printer = new Printer({
      write: (text) => {
        this.text += text;
      },
      width: () => width ?? context.face.width,
      wraps: width !== null,
      language,
      listLimit: () => listLimit,
    });
  }

  print(value: Value): void {
    this.printer.print(value);
  }

  finish(): string {
    this.printer.finish();
    return this.text;
  }
}
