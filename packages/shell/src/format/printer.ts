import { TimeSpan, type Language } from '@relais/management-contract';
import { ErrorValue } from '../runtime/error-value.ts';
import { Hashtable } from '../runtime/hashtable.ts';
import { propertiesOf } from '../runtime/properties.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import { FormattedText, type Value } from '../runtime/values.ts';
import { WrittenObject } from '../runtime/written-object.ts';
import { cellText, type CellStyle, longDateText, scalarText } from './cell-text.ts';
import { errorText } from './format-error.ts';
import { listLines } from './list-lines.ts';
import { TableWriter } from './table-writer.ts';

const mostColumns = 4;
const keyWidth = 30;
/** Widths that PowerShell's own view of a type has, by property. */
const fixedWidths: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'Microsoft.PowerShell.Commands.GroupInfo': { Count: 5, Name: 25 },
};
const memberType = 'Microsoft.PowerShell.Commands.MemberDefinition';

export interface PrinterOptions {
  readonly write: (text: string) => void;
  readonly width: () => number;
  /** Whether long lines of a list break at the width (a terminal) or run on (a file). */
  readonly wraps: boolean;
  readonly language: Language;
  readonly listLimit: () => number;
}

/**
 * Prints what comes out of a pipeline as PowerShell would: texts as they are, objects as the default table of their
 * cmdlet, as a list when they have more than four properties, else as a table.
 */
export class Printer {
  private readonly options: PrinterOptions;
  private group: {
    readonly key: string;
    readonly print: (value: Value) => void;
    readonly settle: () => void;
    readonly beginStatement: () => void;
    readonly finish: () => void;
  } | null = null;
  constructor(options: PrinterOptions) {
    this.options = options;
  }

  print(value: Value): void {
    if (value === null) return;
    if (value instanceof ErrorValue) {
      this.finish();
      this.options.write(errorText(value, this.options.language));
    } else if (value instanceof FormattedText) {
      this.finish();
      this.lines(value.lines(this.options.wraps ? this.options.width() : Math.max(this.options.width(), 120)));
    } else if (value instanceof WrittenObject) {
      this.finish();
      this.lines([value.text]);
    } else if (Array.isArray(value)) for (const item of value) this.print(item);
    else if (value instanceof ShellObject || value instanceof Hashtable || value instanceof TimeSpan)
      this.printObject(value);
    else {
      this.finish();
      if (value instanceof Date) this.lines(['', longDateText(value, this.options.language), '']);
      else this.lines([scalarText(value, this.style)]);
    }
  }

  /** Prints rows that were held back for the widths of a table. */
  settle(): void {
    this.group?.settle();
  }

  /** What comes next is of another statement: its table is its own when its rows are wider. */
  beginStatement(): void {
    this.group?.beginStatement();
  }

  /** Ends the table or list in hand. */
  finish(): void {
    const { group } = this;
    this.group = null;
    group?.finish();
  }

  private printObject(value: ShellObject | Hashtable | TimeSpan): void {
    if (value instanceof Hashtable) {
      for (const [key, held] of value.entries())
        this.toGroup('table of keys', () => this.keyTable(), ShellObject.custom({ Name: key, Value: held }));
      return;
    }
    if (value instanceof TimeSpan) {
      this.toGroup('time span', () => this.list(), value);
      return;
    }
    if (value.typeName === 'System.Collections.DictionaryEntry') {
      this.toGroup('table of keys', () => this.keyTable(), value);
      return;
    }
    if (value.typeName === 'Microsoft.PowerShell.Commands.MatchInfo') {
      this.toGroup('matches', () => this.matches(), value);
      return;
    }
    if (value.typeName === memberType) {
      this.toGroup(`members of ${toText(value.get('TypeName') ?? null)}`, () => this.members(value), value);
      return;
    }
    const columns = value.defaultColumns?.filter((name) => value.has(name)) ?? [];
    if (columns.length > 0) this.toGroup(`${value.typeName} ${columns.join()}`, () => this.table(columns), value);
    else {
      const names = value.names();
      const key = `${value.typeName} ${names.join().toLowerCase()}`;
      if (names.length === 0) return;
      this.toGroup(key, () => (names.length > mostColumns ? this.list() : this.table(names)), value);
    }
  }

  private toGroup(key: string, begin: () => Omit<NonNullable<typeof this.group>, 'key'>, value: Value): void {
    if (this.group?.key !== key) {
      this.finish();
      this.group = { key, ...begin() };
    }
    this.group.print(value);
  }

  private get style(): CellStyle {
    return { language: this.options.language, listLimit: this.options.listLimit() };
  }

  private list(): Omit<NonNullable<typeof this.group>, 'key'> {
    let isFirst = true;
    return {
      print: (value) => {
        if (isFirst) this.lines(['']);
        isFirst = false;
        const texts = propertiesOf(value).map(([name, held]) => [name, cellText(held, this.style)] as const);
        this.lines([...listLines(texts, this.options.wraps ? this.options.width() : Infinity), '']);
      },
      settle: () => undefined,
      beginStatement: () => undefined,
      finish: () => undefined,
    };
  }

  private table(names: readonly string[]): Omit<NonNullable<typeof this.group>, 'key'> {
    let writer: TableWriter | null = null;
    return {
      print: (value) => {
        if (!(value instanceof ShellObject)) return;
        writer ??= new TableWriter(
          names.map((label) => ({
            label,
            alignment: typeof value.get(label) === 'number' ? 'right' : 'left',
            width: fixedWidths[value.typeName]?.[label] ?? null,
          })),
          { autoSize: true, wrap: false, width: this.options.width(), sharesWhenTight: true },
          (lines) => this.lines(lines),
        );
        writer.row(names.map((name) => cellText(value.get(name) ?? null, this.style)));
      },
      settle: () => writer?.settle(),
      beginStatement: () => writer?.beginStatement(),
      finish: () => writer?.finish(),
    };
  }

  /** Select-String's lines, between empty ones. */
  private matches(): Omit<NonNullable<typeof this.group>, 'key'> {
    this.lines(['']);
    return {
      print: (value) => this.lines([toText(value)]),
      settle: () => undefined,
      beginStatement: () => undefined,
      finish: () => this.lines(['']),
    };
  }

  /** Get-Member's table, with the type that the members belong to above it. */
  private members(first: ShellObject): Omit<NonNullable<typeof this.group>, 'key'> {
    this.lines(['', `   TypeName: ${toText(first.get('TypeName') ?? null)}`]);
    return this.table(first.defaultColumns ?? []);
  }

  private keyTable(): Omit<NonNullable<typeof this.group>, 'key'> {
    const writer = new TableWriter(
      [
        { label: 'Name', alignment: 'left', width: keyWidth },
        { label: 'Value', alignment: 'left', width: null },
      ],
      { autoSize: true, wrap: false, width: this.options.width(), sharesWhenTight: true },
      (lines) => this.lines(lines),
    );
    return {
      print: (value) => {
        if (value instanceof ShellObject)
          writer.row([toText(value.get('Name') ?? null), cellText(value.get('Value') ?? null, this.style)]);
      },
      settle: () => writer.settle(),
      beginStatement: () => writer.beginStatement(),
      finish: () => writer.finish(),
    };
  }

  private lines(lines: readonly string[]): void {
    if (lines.length > 0) this.options.write(`${lines.join('\n')}\n`);
  }
}
