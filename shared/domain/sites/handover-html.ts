import type { MessageKey } from '../../words/catalogue.ts';
import { isMessageKey, type MessageValues, words } from '../../words/words.ts';
import type { Handover, HandoverChecks, HandoverNode } from './handover.ts';

/** Print and screen, light only: it is a paper. No script, no address, nothing is loaded. */
const STYLE = `
body{font:15px/1.5 system-ui,sans-serif;color:#1a1d21;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1.5rem}
h1{font-size:1.6rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}p{margin:.25rem 0}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid #d4d8dd}
code{font:.85em ui-monospace,monospace;overflow-wrap:anywhere}.quiet{color:#555c66}.outdated{font-weight:600}
@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}`;

/** The hand-over as one HTML document. Every value is escaped: serial numbers and names come from strangers. */
export function handoverHtml(handover: Handover): string {
  const { site, visit, engineer, packVersion, region } = handover;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${say('handover.title', { site: site.name })}</title><style>${STYLE}</style></head><body>`,
    `<h1>${say('handover.title', { site: site.name })}</h1>`,
    `<p>${escapeHtml(visit.title)}</p>`,
    `<p class="quiet">${say('handover.by', { engineer, region, packVersion })}</p>`,
    nodesPart(handover.nodes),
    checksPart(handover.checks),
    signOffPart(handover),
    logPart(handover),
    '</body></html>',
  ].join('\n');
}

function nodesPart(nodes: readonly HandoverNode[]): string {
  const rows = nodes.map((node) => [
    `<strong>${escapeHtml(node.label)}</strong><br>${escapeHtml(node.place)}`,
    `${escapeHtml(node.hostname)}<br>${escapeHtml(node.address)}`,
    orNone(node.serial),
    node.disk === null
      ? orNone(null)
      : `${code(node.disk.devPath)} ${escapeHtml(node.disk.model)}<br>${code(node.disk.serial)}`,
    orNone(node.talosVersion),
    node.configSha256 === null ? orNone(null) : code(node.configSha256),
    `${say(`handover.state.${node.state}`)}${node.provisionedAt === null ? '' : `<br>${time(node.provisionedAt)}`}`,
  ]);
  const heads: readonly MessageKey[] = [
    'handover.node.label',
    'handover.node.name',
    'handover.node.serial',
    'handover.node.disk',
    'handover.node.talos',
    'handover.node.config',
    'handover.node.state',
  ];
  return table('handover.nodes', heads, rows);
}

function checksPart(checks: readonly HandoverChecks[]): string {
  if (checks.length === 0) return `<h2>${say('handover.checks')}</h2><p>${say('handover.checks.none')}</p>`;
  const rows = checks.map(({ from, at, checks: count, faults, unknown }) => [
    from === 'laptop' ? say('handover.checks.laptop') : escapeHtml(from),
    time(at),
    String(count),
    faults.length === 0 ? say('handover.checks.noFaults') : faults.map(faultText).join('<br>'),
    unknown.length === 0 ? say('handover.checks.noneUnknown') : unknown.map(checkTitle).join('<br>'),
  ]);
  const heads: readonly MessageKey[] = [
    'handover.checks.from',
    'handover.checks.at',
    'handover.checks.count',
    'handover.checks.faults',
    'handover.checks.unknown',
  ];
  return table('handover.checks', heads, rows);
}

function signOffPart({ signOff, digest }: Handover): string {
  const title = `<h2>${say('handover.signOff')}</h2>`;
  const covered = `<p class="quiet">${say('handover.digest')} ${code(digest)}</p>`;
  if (signOff === null) return `${title}<p>${say('handover.signOff.none')}</p>${covered}`;
  const outdated = signOff.stillCovers
    ? ''
    : `<p class="outdated">${say('handover.signOff.outdated')} ${code(signOff.covers)}</p>`;
  return [
    title,
    `<p><strong>${escapeHtml(signOff.name)}</strong>, ${time(signOff.at)}</p>`,
    signOff.note === '' ? '' : `<p>${escapeHtml(signOff.note).replaceAll('\n', '<br>')}</p>`,
    outdated,
    covered,
  ].join('\n');
}

function logPart({ log }: Handover): string {
  if (log === null) return '';
  const { device, devSeq, hash } = log;
  return `<p class="quiet">${say('handover.log', { device, devSeq })} ${code(hash)}</p>`;
}

function table(
  title: MessageKey,
  heads: readonly MessageKey[],
  rows: readonly (readonly string[])[],
): string {
  const head = heads.map((key) => `<th scope="col">${say(key)}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  return `<h2>${say(title)}</h2>\n<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

/** Words with their values, escaped as a whole: a name with markup stays a name. */
function say(key: MessageKey, values: MessageValues = {}): string {
  return escapeHtml(words(key, values));
}

function checkTitle(checkCode: string): string {
  const key = `check.${checkCode}.title`;
  return isMessageKey(key) ? say(key) : code(checkCode);
}

function faultText({ code: checkCode, facts }: HandoverChecks['faults'][number]): string {
  const key = `check.${checkCode}.fault`;
  return isMessageKey(key) ? `${checkTitle(checkCode)}: ${say(key, facts)}` : checkTitle(checkCode);
}

function time(instant: string): string {
  return `<time datetime="${escapeHtml(instant)}">${escapeHtml(instant.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'))}</time>`;
}

function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

function orNone(text: string | null): string {
  return text === null ? say('handover.none') : escapeHtml(text);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
