const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A size as disks are sold, in powers of a thousand: "512 GB", "1.9 MB". */
export function sizeWords(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 10 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}
