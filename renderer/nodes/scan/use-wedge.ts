import { useEffect, useRef } from 'react';

/** A hand scanner that types leaves at most this much between two keys, also by radio and on a busy laptop. */
const longestPauseMs = 100;
/** Over the whole burst it is quicker than this for each key; nobody types so. */
const longestAverageMs = 45;
/** Fewer characters are not a label, but somebody at the keyboard. */
const fewestCharacters = 4;

/**
 * Takes what a hand scanner types, a burst of keys that ends with Enter, wherever the focus is: the burst is told
 * whole and presses nothing. What it wrote into a field on the way is taken out again. Typing by hand is left alone.
 */
export function useWedge(onScan: (text: string) => void): void {
  const told = useRef(onScan);
  useEffect(() => {
    told.current = onScan;
  });
  useEffect(() => {
    const burst = createBurst();
    const press = (event: KeyboardEvent) => {
      // A dialog has its own field.
      if (document.querySelector('[role=dialog]') !== null) return;
      const text = burst.take(event);
      if (text === null) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      burst.undo();
      told.current(text);
    };
    const release = (event: KeyboardEvent) => {
      // A button is pressed when the space bar comes up again.
      if (event.key === ' ' && burst.isRunning(event.timeStamp)) event.preventDefault();
    };
    window.addEventListener('keydown', press, true);
    window.addEventListener('keyup', release, true);
    return () => {
      window.removeEventListener('keydown', press, true);
      window.removeEventListener('keyup', release, true);
    };
  }, []);
}

/** The keys of the burst that may be under way. */
function createBurst() {
  let text = '';
  let firstMs = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  let field: HTMLInputElement | HTMLTextAreaElement | null = null;
  let before = '';
  const isRunning = (nowMs: number) => text.length > 1 && nowMs - lastMs <= longestPauseMs;

  /** The whole burst when this key ends one, else null. */
  const take = (event: KeyboardEvent): string | null => {
    const isInTime = event.timeStamp - lastMs <= longestPauseMs;
    if (event.key === 'Enter') {
      const isQuick = event.timeStamp - firstMs <= longestAverageMs * text.length;
      const whole = isInTime && isQuick && text.length >= fewestCharacters ? text : null;
      if (whole === null) field = null;
      text = '';
      return whole;
    }
    const character = characterOf(event);
    if (character === null) {
      // Scanners press Shift for capitals. Any other key is a person's, and ends what was no burst.
      if (event.key !== 'Shift' && event.key !== 'Control') text = '';
      return null;
    }
    if (!isInTime || text === '') {
      field = fieldOf(event.target);
      before = field?.value ?? '';
      text = '';
      firstMs = event.timeStamp;
    }
    text += character;
    lastMs = event.timeStamp;
    // From the second key on it may be a burst: nothing on the page may take its keys for its own.
    if (text.length > 1 && fieldOf(event.target) === null) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    return null;
  };
  const undo = () => {
    if (field !== null) setValue(field, before);
    field = null;
  };
  return { take, undo, isRunning };
}

/** GS1 separates its fields with a character that scanners send as Ctrl and a bracket. */
function characterOf({ key, ctrlKey, altKey, metaKey }: KeyboardEvent): string | null {
  if (ctrlKey && key === ']') return '\u001d';
  return key.length === 1 && !ctrlKey && !altKey && !metaKey ? key : null;
}

function fieldOf(target: EventTarget | null): HTMLInputElement | HTMLTextAreaElement | null {
  const isText =
    target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === 'text');
  return isText ? target : null;
}

/** Sets the value so that React hears of it, as if it had been typed. */
function setValue(field: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  const owner = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(owner.prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
