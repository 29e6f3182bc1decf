/**
 * A body as plain JSON that every database on the way can hold: what nodes and networks claim may carry
 * halves of surrogate pairs, which have no UTF-8, and NUL, which PostgreSQL refuses. Both become U+FFFD.
 */
export function plainBody(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const plain: unknown = JSON.parse(JSON.stringify(body), (_key, value: unknown) =>
    typeof value === 'string' ? plainText(value) : value,
  );
  return { ...(plain as Readonly<Record<string, unknown>>) };
}

/** The same for one text, cut after `limitChars`. */
export function plainText(text: string, limitChars = text.length): string {
  return text.slice(0, limitChars).toWellFormed().replaceAll('\u0000', '\uFFFD');
}
