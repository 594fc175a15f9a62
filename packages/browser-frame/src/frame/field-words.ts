import { frameWords } from '../language/frame-words.ts';

type CheckedField = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/**
 * What the browser says of a field that keeps a form from being sent, in the language of the page: the browser's own words are in
 * the browser's language. Its bubble stays, for it goes to the field and is read out.
 */
export function sayFieldFaultsInOurLanguage(): void {
  document.addEventListener(
    'invalid',
    ({ target }) => isChecked(target) && target.setCustomValidity(wordsFor(target)),
    true,
  );
  // A field with words of its own counts as wrong until they are taken away.
  document.addEventListener('input', ({ target }) => isChecked(target) && target.setCustomValidity(''), true);
}

function isChecked(target: EventTarget | null): target is CheckedField {
  return target instanceof Element && target.matches('input, textarea, select');
}

/** Nothing for faults that no form of ours has: the browser says those. */
function wordsFor(field: CheckedField): string {
  field.setCustomValidity('');
  return field.validity.valueMissing ? frameWords()('fieldNeeded') : '';
}
