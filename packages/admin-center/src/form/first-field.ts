/** Where the keyboard begins in a form: its first field that Tab would reach; of a group of choices the one that is chosen. */
export function firstField(form: Element): HTMLElement | null {
  const fields = form.querySelectorAll<HTMLElement>('input, select, textarea, [role="combobox"], [data-field]');
  return (
    [...fields].find((field) => !field.matches(':disabled, [type="radio"]:not(:checked), [tabindex="-1"]')) ?? null
  );
}

/** The first field that says that it is not right; `null` when none does. */
export function firstWrongField(form: Element): HTMLElement | null {
  return form.querySelector<HTMLElement>('[aria-invalid="true"], [data-wrong]');
}
