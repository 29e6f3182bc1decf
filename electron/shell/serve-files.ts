import { readFile } from 'node:fs/promises';
import { basename, extname, join, sep } from 'node:path';

/** Nothing from outside, nothing inline, no frames, no forms. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/**
 * The worker that reads label codes compiles WebAssembly, which the page itself may not. It loads that one file from
 * us and nothing else; a worker stands under the policy of its own answer, not of the page's.
 */
export const scanWorkerPolicy = "default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src 'self'";
const scanWorkerName = /^scan-worker-[\w-]+\.js$/;

/** Types of what the bundler writes. Anything else is not served. */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

const everyAnswer = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'Referrer-Policy': 'no-referrer',
};

/** Gives the file that an address names inside `folder`, or null when it leads out of it or is malformed. `/` is index.html. */
export function fileInside(folder: string, address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, host, pathname } = new URL(address);
  if (protocol !== 'app:' || host !== 'rounds') return null;
  const decoded = decode(pathname);
  // A backslash is a separator on Windows, and nothing of ours has one.
  if (decoded === null || decoded.includes('\0') || decoded.includes('\\')) return null;
  const path = join(folder, decoded === '/' ? 'index.html' : decoded);
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? path : null;
}

/** Answers one request of the page from `folder`: GET only, inside the folder only, with the policy on every answer. */
export async function serveFile(
  folder: string,
  request: { readonly method: string; readonly url: string },
): Promise<Response> {
  if (request.method !== 'GET') return new Response(null, { status: 405, headers: everyAnswer });
  const path = fileInside(folder, request.url);
  const type = path === null ? undefined : contentTypes[extname(path)];
  if (path === null || type === undefined) return new Response(null, { status: 404, headers: everyAnswer });
  try {
    const policy = scanWorkerName.test(basename(path)) ? scanWorkerPolicy : contentSecurityPolicy;
    const headers = { ...everyAnswer, 'Content-Security-Policy': policy, 'Content-Type': type };
    return new Response(await readFile(path), { headers });
  } catch {
    // Expected: a name that is not there.
    return new Response(null, { status: 404, headers: everyAnswer });
  }
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    // Expected: a percent sign that encodes nothing.
    return null;
  }
}
