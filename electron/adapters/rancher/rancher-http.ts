/** Reads a Rancher v3 API: pages of a capped size, from the one server that was named and from no other. */
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { z } from 'zod';
import { FailureError, failed } from '../../../shared/failure/failure.ts';
import type { RancherAccess, RancherApi, RancherListing } from '../../discovery/earlier/earlier-ports.ts';
import { shownServer } from '../../discovery/earlier/shown-server.ts';
import { clustersPage, nodesPage } from './rancher-schema.ts';

/** What Rancher's own interface asks for at once. */
const PAGE_ITEMS = 1000;
const PAGE_LIMIT_BYTES = 16 * 1024 * 1024;
/** 100,000 clusters of three nodes, with room. */
const PAGE_LIMIT = 400;
const ITEM_LIMIT = PAGE_LIMIT * PAGE_ITEMS;
/** From the connection to the last byte of one page; a page of a busy server takes some seconds. */
const PAGE_TIMEOUT_MS = 30_000;

/** The adapter; keeps neither token nor connection. */
export function createRancherHttp(): RancherApi {
  return {
    read: async (access, report, signal): Promise<RancherListing> => {
      const root = rootOf(access.url);
      const counts = { clusters: 0, nodes: 0 };
      const take = async <T extends z.ZodType<{ data: readonly unknown[] }>>(
        what: 'clusters' | 'nodes',
        page: T,
      ) =>
        readAll(
          {
            ...access,
            url: shownServer(access.url),
            first: new URL(`${what}?limit=${PAGE_ITEMS}`, root),
            root,
          },
          page,
          {
            signal,
            onPage: (count) => {
              counts[what] += count;
              report({ ...counts });
            },
          },
        );
      const clusters = await take('clusters', clustersPage);
      const nodes = await take('nodes', nodesPage);
      return { clusters: clusters.items, nodes: nodes.items, isCut: clusters.isCut || nodes.isCut };
    },
  };
}

/** `https://host/v3/`, whichever part of it was typed. */
function rootOf(typed: string): URL {
  const url = new URL(typed);
  const path = url.pathname.replace(/\/+$/, '').replace(/\/v3$/, '');
  return new URL(`${path}/v3/`, url.origin);
}

interface Reading extends RancherAccess {
  readonly root: URL;
  readonly first: URL;
}

async function readAll<T extends z.ZodType<{ data: readonly unknown[] }>>(
  reading: Reading,
  page: T,
  { signal, onPage }: { readonly signal: AbortSignal; readonly onPage: (count: number) => void },
): Promise<{ readonly items: z.infer<T>['data'][number][]; readonly isCut: boolean }> {
  const items: z.infer<T>['data'][number][] = [];
  let next: URL | null = reading.first;
  for (let pages = 0; next !== null; pages++) {
    if (pages >= PAGE_LIMIT || items.length >= ITEM_LIMIT) return { items, isCut: true };
    const document = await readPage(reading, next, signal);
    const parsed = page.safeParse(document);
    if (!parsed.success) throw unreadable(reading, 'not a collection of Rancher');
    items.push(...parsed.data.data);
    onPage(parsed.data.data.length);
    next = nextOf(document, reading);
  }
  return { items, isCut: false };
}

/** The next page, if it is on the same server: the token goes nowhere else. */
function nextOf(document: unknown, reading: Reading): URL | null {
  const { pagination } = document as { pagination?: { next?: string | null } | null };
  const next = pagination?.next ?? null;
  if (next === null || next === '') return null;
  if (!URL.canParse(next, reading.root.href)) throw unreadable(reading, 'its next page has no address');
  const url = new URL(next, reading.root);
  if (url.origin === reading.root.origin) return url;
  throw unreadable(reading, `its next page is on another server (${url.host})`);
}

async function readPage(reading: Reading, url: URL, signal: AbortSignal): Promise<unknown> {
  const late = AbortSignal.timeout(PAGE_TIMEOUT_MS);
  const over = AbortSignal.any([signal, late]);
  try {
    const answer = await get(reading, url, over);
    const status = answer.statusCode ?? 0;
    if (status !== 200) answer.destroy();
    if (status === 401 || status === 403) throw failed('rancher-refused', { url: reading.url, status });
    if (status >= 300 && status < 400)
      throw unreadable(reading, `it sends us to ${String(answer.headers.location ?? '?').slice(0, 200)}`);
    if (status !== 200) throw unreadable(reading, `status ${status}`);
    return JSON.parse(await textOf(answer, reading));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof FailureError) throw error;
    if (error instanceof SyntaxError) throw unreadable(reading, 'not JSON');
    const detail = late.aborted ? `no answer within ${PAGE_TIMEOUT_MS / 1000} s` : codeOf(error);
    throw failed('rancher-unreachable', { url: reading.url, detail }, error);
  }
}

function get({ token, ca }: Reading, url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { Accept: 'application/json', Authorization: `Bearer ${token}` };
    const asked = request(url, { headers, signal, agent: false, ...(ca !== null && { ca }) }, resolve);
    asked.on('error', reject);
    asked.end();
  });
}

async function textOf(answer: IncomingMessage, reading: Reading): Promise<string> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    sizeBytes += part.length;
    // Leaving the loop closes the answer.
    if (sizeBytes > PAGE_LIMIT_BYTES) throw unreadable(reading, 'a page larger than 16 MB');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function unreadable({ url }: RancherAccess, detail: string): FailureError {
  return failed('rancher-unreadable', { url, detail });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
