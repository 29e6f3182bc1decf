import { readFile, stat } from 'node:fs/promises';
import { type FailureError, failed } from '../../../shared/failure/failure.ts';

/**
 * Why a port could not be opened. The binding gives no codes, only the system's words: `strerror` on Linux and macOS,
 * a few texts of its own on Windows (bindings-cpp, serialport_unix.cpp and serialport_win.cpp).
 */
export async function openFailure(path: string, error: unknown): Promise<FailureError> {
  const detail = error instanceof Error ? error.message : String(error);
  if (/Permission denied|Operation not permitted/i.test(detail)) {
    return failed('serial-forbidden', { path, group: await groupOf(path) }, error);
  }
  if (/Cannot lock port|temporarily unavailable|resource busy|Access denied/i.test(detail)) {
    return failed('serial-busy', { path }, error);
  }
  if (/No such file|File not found/i.test(detail)) return failed('serial-unknown', { path }, error);
  if (/Inappropriate ioctl|Is a directory|parameter is incorrect/i.test(detail)) {
    return failed('serial-not-a-port', { path }, error);
  }
  // 31 ERROR_GEN_FAILURE, 433 ERROR_NO_SUCH_DEVICE, 1167 ERROR_DEVICE_NOT_CONNECTED: there, and its driver does not work.
  if (/Unknown error code (?:31|433|1167)\b/.test(detail))
    return failed('serial-driver-missing', { path }, error);
  if (isGone(detail)) return failed('serial-vanished', { path }, error);
  return failed('serial-failed', { path, detail: detail.slice(0, 200) }, error);
}

/** Why an open port gives or takes nothing any more. */
export function lossOf(path: string, error: unknown): FailureError {
  const detail = error instanceof Error ? error.message : String(error);
  return isGone(detail)
    ? failed('serial-vanished', { path }, error)
    : failed('serial-failed', { path, detail: detail.slice(0, 200) }, error);
}

/** ENOENT, EIO, ENXIO, ENODEV, EBADF (what polling a port that hung up gives), and their counterparts on Windows. */
function isGone(detail: string): boolean {
  return /no such (?:file|device)|File not found|input\/output error|i\/o error|EIO|ENXIO|ENODEV|EBADF|bad file descriptor|not configured|Invalid handle|Operation aborted|Access denied|Unknown error code (?:22|31|433|1167)\b/i.test(
    detail,
  );
}

const GROUP_FILE_LIMIT_BYTES = 1024 * 1024;

/** The group that owns the device on Linux (`dialout`, `uucp`); `none` where that is not known or would not help. */
async function groupOf(path: string): Promise<string> {
  if (process.platform !== 'linux') return 'none';
  try {
    const { gid, mode } = await stat(path);
    // Without rights of its own the group does not open it.
    if ((mode & 0o060) !== 0o060) return 'none';
    const groups = (await readFile('/etc/group', 'utf8')).slice(0, GROUP_FILE_LIMIT_BYTES);
    const line = groups.split('\n').find((entry) => entry.split(':')[2] === String(gid));
    return line?.split(':')[0] || 'none';
  } catch {
    // Expected here: the device went away, or the group comes from a directory service.
    return 'none';
  }
}
