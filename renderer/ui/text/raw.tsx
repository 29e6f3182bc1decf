import styles from './text.module.css';

/** Raw text in a well, scrolled by keyboard too. `label` says what it is. Control characters are shown as symbols. */
export function Raw(props: { readonly label: string; readonly children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
    <section className={styles.raw} tabIndex={0} aria-label={props.label}>
      <pre>{visible(props.children)}</pre>
    </section>
  );
}

/** Control characters as their pictures (U+2400 block); line feeds and tabs stay. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\n' || character === '\t') return character;
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '\u2421';
  });
}
