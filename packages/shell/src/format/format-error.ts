import type { Language } from '@relais/management-contract';
import { positionAt } from '../language/extent.ts';
import { ShellSyntaxError } from '../language/syntax-error.ts';
import { ErrorValue } from '../runtime/error-value.ts';
import { propertyOf } from '../runtime/properties.ts';
import { toText } from '../runtime/to-text.ts';

/** An error as PowerShell prints it: message, place, category and id; ends with a line end. */
export function errorText(error: unknown, language: Language): string {
  if (error instanceof ErrorValue) return recordText(error, language);
  if (error instanceof ShellSyntaxError) return syntaxErrorText(error, language);
  return `${error instanceof Error ? error.message : toText(error as never)}\n`;
}

function recordText(record: ErrorValue, language: Language): string {
  const { facts } = record;
  const activity = facts.activity ?? '';
  const head = activity === '' ? record.message : `${activity} : ${record.message}`;
  const lines = [head, ...placeLines(record, language)];
  const reason = toText(propertyOf(record.get('CategoryInfo') ?? null, 'Reason') ?? null);
  const target =
    facts.targetText === undefined || facts.targetText === '' ? '(:)' : `(${shorten(facts.targetText)}:String)`;
  lines.push(`    + CategoryInfo          : ${facts.category}: ${target} [${activity}], ${reason}`);
  lines.push(`    + FullyQualifiedErrorId : ${record.fullId}`);
  if (facts.recommendation !== undefined) lines.push(`    + RecommendedAction     : ${facts.recommendation}`);
  return `${lines.join('\n')}\n`;
}

function placeLines(record: ErrorValue, language: Language): string[] {
  if (record.source === null || record.extent === null) return [];
  return markedLines(record.source.text, record.source.file, record.extent.start, record.extent.end, language);
}

/** `At line:1 char:5` (`Au caractère Ligne:1 : 5`) and the line with the place underlined. */
function markedLines(text: string, file: string | null, start: number, end: number, language: Language): string[] {
  const { line, column, lineText } = positionAt(text, start);
  const length = Math.max(1, Math.min(end - start, lineText.length - column + 1));
  const from = Math.max(0, column - 60);
  const to = Math.min(lineText.length, Math.max(column + 60, from + 100));
  const before = from > 0 ? '... ' : '';
  const after = to < lineText.length ? ' ...' : '';
  return [
    language === 'fr'
      ? `Au caractère ${file ?? 'Ligne'}:${line} : ${column}`
      : `At ${file ?? 'line'}:${line} char:${column}`,
    `+ ${before}${lineText.slice(from, to)}${after}`,
    `+ ${' '.repeat(before.length + column - 1 - from)}${'~'.repeat(Math.min(length, to - column + 1) || 1)}`,
  ];
}

function syntaxErrorText(error: ShellSyntaxError, language: Language): string {
  const lines = markedLines(error.source, error.file, error.extent.start, error.extent.end, language);
  lines.push(error.message);
  lines.push('    + CategoryInfo          : ParserError: (:) [], ParseException');
  lines.push(`    + FullyQualifiedErrorId : ${error.id}`);
  return `${lines.join('\n')}\n`;
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= 60 ? line : `${line.slice(0, 28)}...${line.slice(-28)}`;
}
