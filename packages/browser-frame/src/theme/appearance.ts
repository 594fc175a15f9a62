import { useSyncExternalStore } from 'react';

export type Appearance = 'light' | 'dark' | 'system';

// The same key as webmail's: who likes it dark there likes it dark here.
const storageKey = 'relais.appearance';
const listeners = new Set<() => void>();
const darkPreferred = window.matchMedia('(prefers-color-scheme: dark)');
darkPreferred.addEventListener('change', announce);

function chosenAppearance(): Appearance {
  const stored = localStorage.getItem(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function chooseAppearance(appearance: Appearance): void {
  if (appearance === 'system') localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, appearance);
  announce();
}

/** What the person chose in this browser. */
export function useChosenAppearance(): Appearance {
  return useSyncExternalStore(subscribe, chosenAppearance);
}

/** Whether pages are dark now: the person's choice, otherwise the system's. */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, () => {
    const chosen = chosenAppearance();
    return chosen === 'system' ? darkPreferred.matches : chosen === 'dark';
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function announce(): void {
  for (const listener of listeners) listener();
}
