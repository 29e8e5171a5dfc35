import { afterEach, describe, expect, it } from 'vitest';
import { type KeyBinding, keyboard } from './keys';

const pressed: string[] = [];
const binding = (key: string, label: string): KeyBinding => ({ key, label, run: () => pressed.push(label) });
const remove: (() => void)[] = [];
const add = (...bindings: KeyBinding[]) => remove.push(keyboard.add(bindings));

afterEach(() => {
  for (const undo of remove.splice(0)) undo();
  pressed.length = 0;
  document.body.replaceChildren();
});

function press(key: string, init: KeyboardEventInit = {}, target: EventTarget = document.body): void {
  const event = new KeyboardEvent('keydown', { key, cancelable: true, ...init });
  Object.defineProperty(event, 'target', { value: target });
  keyboard.press(event);
}

describe('keys', () => {
  it('do what the part of the page mounted last says', () => {
    add(binding('a', 'page'));
    add(binding('a', 'panel'));
    press('a');
    expect(pressed).toEqual(['panel']);
  });

  it('come back to the page when the panel goes', () => {
    add(binding('a', 'page'));
    keyboard.add([binding('a', 'panel')])();
    press('A');
    expect(pressed).toEqual(['page']);
  });

  it('leave letters to a text being written, but Escape leaves the text', () => {
    add(binding('a', 'accept'), binding('Escape', 'close'));
    const input = document.body.appendChild(document.createElement('input'));
    press('a', {}, input);
    press('Escape', {}, input);
    expect(pressed).toEqual(['close']);
  });

  it('do nothing behind an open dialog', () => {
    add(binding('a', 'accept'));
    document.body.appendChild(document.createElement('div')).setAttribute('aria-modal', 'true');
    press('a');
    expect(pressed).toEqual([]);
  });

  it("leave the browser's own combinations alone", () => {
    add(binding('f', 'false'));
    press('f', { ctrlKey: true });
    press('f', { metaKey: true });
    expect(pressed).toEqual([]);
  });

  it('are each listed once, the one in force', () => {
    add(binding('a', 'page'), binding('?', 'keys'));
    add(binding('A', 'panel'));
    expect(keyboard.inForce().map(({ label }) => label)).toEqual(['panel', 'keys']);
  });
});
