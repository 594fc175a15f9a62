export type RollOver = 'Hourly' | 'Daily' | 'Weekly' | 'Monthly';

/** `IMAP420261122-1.LOG`: what the files of a log are called (reference §5.3). */
export interface LogFileNaming {
  readonly prefix: string;
  readonly extension: string;
}

/** The date in a file's name: the start of the period that `time` lies in, in UTC; hours count to the hour. */
export function periodOf(time: number, rollOver: RollOver): string {
  const date = new Date(time);
  switch (rollOver) {
    case 'Hourly':
      return `${yearMonthDay(date)}${String(date.getUTCHours()).padStart(2, '0')}`;
    case 'Daily':
      return yearMonthDay(date);
    case 'Weekly':
      date.setUTCDate(date.getUTCDate() - date.getUTCDay());
      return yearMonthDay(date);
    case 'Monthly':
      date.setUTCDate(1);
      return yearMonthDay(date);
  }
}

export function fileName(naming: LogFileNaming, period: string, number: number): string {
  return `${naming.prefix}${period}-${number}${naming.extension}`;
}

/** Period and number of a name of ours; `null` for any other file. */
export function parseFileName(naming: LogFileNaming, name: string): { period: string; number: number } | null {
  if (!name.startsWith(naming.prefix) || !name.endsWith(naming.extension)) return null;
  const match = /^(\d{8}|\d{10})-(\d{1,9})$/.exec(
    name.slice(naming.prefix.length, name.length - naming.extension.length),
  );
  return match?.[1] === undefined ? null : { period: match[1], number: Number(match[2]) };
}

function yearMonthDay(date: Date): string {
  return date.toISOString().slice(0, 10).replaceAll('-', '');
}
