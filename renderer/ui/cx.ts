/** Class names in one string; what is undefined, null or false is left out. */
export function cx(...names: readonly (string | undefined | null | false)[]): string {
  return names.filter(Boolean).join(' ');
}
