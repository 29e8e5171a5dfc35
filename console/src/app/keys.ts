import { useEffect, useSyncExternalStore } from 'react';

/** One key that does something now, and what it does in words, for the overview behind `?`. */
export interface KeyBinding {
  key: string;
  label: string;
  run: () => void;
}

type Listener = () => void;

/** Keys in force, the most recently mounted part of the page first: an open panel may take a key over. */
class Keyboard {
  private layers: KeyBinding[][] = [];
  private listeners = new Set<Listener>();
  private view: KeyBinding[] = [];

  add(layer: KeyBinding[]): () => void {
    this.layers = [layer, ...this.layers];
    this.changed();
    return () => {
      this.layers = this.layers.filter((other) => other !== layer);
      this.changed();
    };
  }

  subscribe = (listener: Listener) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Every binding that would answer, each key once. */
  inForce = () => this.view;

  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    // While a dialog asks for attention, nothing behind it is touched.
    if (document.querySelector('[aria-modal="true"]')) return;
    if (isTyping(event.target) && event.key !== 'Escape') return;
    const binding = this.view.find((candidate) => sameKey(candidate.key, event.key));
    if (!binding) return;
    event.preventDefault();
    binding.run();
  }

  private changed(): void {
    const seen = new Set<string>();
    this.view = this.layers.flat().filter(({ key }) => {
      const name = key.toLowerCase();
      if (seen.has(name)) return false;
      seen.add(name);
      return true;
    });
    for (const listener of this.listeners) listener();
  }
}

export const keyboard = new Keyboard();

function sameKey(a: string, b: string): boolean {
  return a.length === 1 ? a.toLowerCase() === b.toLowerCase() : a === b;
}

/** Letters belong to the text while one is being written, and Enter to the button that has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input:not([type=radio]):not([type=checkbox]), textarea, select');
}

/** Puts keys in force while the calling component is on the page. Pass a memoised array. */
export function useKeys(bindings: KeyBinding[]): void {
  useEffect(() => (bindings.length ? keyboard.add(bindings) : undefined), [bindings]);
}

export function useKeysInForce(): KeyBinding[] {
  return useSyncExternalStore(keyboard.subscribe, keyboard.inForce);
}

/** Listens for keys on the whole page; mounted once, by the shell. */
export function useKeyboardListener(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => keyboard.press(event);
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
