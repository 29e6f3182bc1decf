/** What the system says when it does not let us write, in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left',
  EDQUOT: 'no space left',
  EFBIG: 'the disk takes no file of this size',
  EROFS: 'the disk is read-only',
  EACCES: 'not allowed here',
  EPERM: 'not allowed here',
  EISDIR: 'a folder has this name',
  ENOTDIR: 'a file is where a folder should be',
  EEXIST: 'a file is where a folder should be',
  ENOENT: 'there is no such folder',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'the disk does not answer',
  ENODEV: 'the disk was taken out',
  ENXIO: 'the disk was taken out',
};

/** Why a file could not be written, with the system's code; null for an error that is not the disk's. */
export function writeReason(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = REASONS[code];
  return reason === undefined ? null : `${reason} (${code})`;
}
