/** The server as it may be shown and kept: somebody may have pasted a name, a password or a token into its address. */
export function shownServer(typed: string): string {
  if (!URL.canParse(typed)) return '';
  const { origin, pathname } = new URL(typed);
  return `${origin}${pathname}`.replace(/\/+$/, '');
}
