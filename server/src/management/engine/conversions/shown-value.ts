import type { ManagementObject, ManagementValue } from '@relais/management-contract';

/** A nested object, as JSON callers and the shell send it; not a list and not one of the typed values. */
export function isNestedObject(value: ManagementValue): value is ManagementObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** A value as messages repeat it: short, and never a failure of its own. */
export function shownValue(value: ManagementValue): string {
  if (Array.isArray(value))
    return shortened((value as readonly ManagementValue[]).slice(0, 20).map(shownValue).join(', '));
  return shortened(isNestedObject(value) ? 'System.Object' : String(value));
}

function shortened(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
