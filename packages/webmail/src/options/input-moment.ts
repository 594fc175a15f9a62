/** What `<input type="datetime-local">` shows of a moment: in the browser's time zone, to the minute; nothing for `null`. */
export function inputMoment(iso: string | null): string {
  if (iso === null) return '';
  const date = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The moment that was entered, in ISO 8601; `null` while there is none. */
export function momentOfInput(value: string): string | null {
  const date = new Date(value);
  return value === '' || Number.isNaN(date.getTime()) ? null : date.toISOString();
}
