import { type Document, isScalar, parseAllDocuments, Scalar, visit } from 'yaml';
import { failed } from '../../failure/failure.ts';
import type { Pack, Slot } from '../sites/pack.ts';
import { MASK, maskSecrets } from './mask-secrets.ts';
import { SECRET_PREFIX, type TemplateValue, type TemplateValues } from './template-values.ts';

/** The config for the node, and the same with every secret replaced, for the screen. */
export interface RenderedConfig {
  readonly config: string;
  readonly redacted: string;
}

/** `${path}`; `$${path}` stands for the text `${path}` itself. */
const placeholder = /\$?\$\{([^}]*)\}/g;
const wholePlaceholder = /^\$\{([^}]*)\}$/;
/** A template may use anchors; this many are far more than any does. */
const MAX_ALIASES = 100;

/** The template for a node's Talos version, for example `v1.13.9`, and its role. Throws `template-missing`. */
export function chooseTemplate(
  templates: Pack['templates'],
  talosVersion: string,
  role: Slot['role'],
): string {
  const minor = /^v\d+\.\d+(?=\.|$)/.exec(talosVersion)?.[0] ?? talosVersion;
  const fitting = templates.filter((each) => each.role === undefined || each.role === role);
  const template = fitting.find((each) => each.talosVersion === minor);
  if (template !== undefined) return template.text;
  throw failed('template-missing', {
    talosVersion,
    offered: fitting.map((each) => each.talosVersion),
  });
}

/**
 * Fills the scalars of a YAML stream. A scalar that is one placeholder takes the typed value; keys are never
 * filled; a value stays a value whatever characters it has. Throws `template-unfilled`, `template-unreadable`.
 */
export function renderConfig(template: string, values: TemplateValues): RenderedConfig {
  const masked = new Map(
    [...values].map(([path, value]): [string, TemplateValue] => [
      path,
      path.startsWith(SECRET_PREFIX) ? MASK : value,
    ]),
  );
  const redacted = parse(template);
  for (const document of redacted) {
    fill(document, masked);
    maskSecrets(document);
  }
  const config = parse(template);
  for (const document of config) fill(document, values);
  return { config: print(config), redacted: print(redacted) };
}

function parse(template: string): readonly Document[] {
  const documents = parseAllDocuments(template, { logLevel: 'error' });
  // An empty stream parses to no document at all, or to one that holds nothing.
  if (!Array.isArray(documents) || documents.length === 0) throw unreadable('it is empty');
  for (const document of documents) {
    const [problem] = document.errors;
    if (problem !== undefined) throw unreadable(problem.message.split('\n')[0] ?? '', problem);
    // Resolving once finds aliases without anchors and aliases that unfold without end.
    toValue(document);
  }
  return documents;
}

function toValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : 'its anchors do not resolve', error);
  }
}

function fill(document: Document, values: TemplateValues): void {
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string') return undefined;
      const whole = wholePlaceholder.exec(node.value)?.[1];
      if (whole !== undefined) return replacement(document, filling(values, whole), node);
      const text = node.value.replaceAll(placeholder, (match, path: string) =>
        match.startsWith('$$') ? match.slice(1) : inText(filling(values, path), path),
      );
      if (text !== node.value) quote(node, text);
      return undefined;
    },
  });
}

function replacement(document: Document, value: TemplateValue, node: Scalar) {
  if (typeof value === 'string') {
    quote(node, value);
    return undefined;
  }
  const filled = document.createNode(typeof value === 'object' ? [...value] : value);
  visit(filled, { Scalar: (_key, item) => void (typeof item.value === 'string' && quote(item, item.value)) });
  if (isScalar(filled)) filled.comment = node.comment ?? null;
  return filled;
}

/** Quoted, so that no reader of YAML 1.1 or 1.2 takes a text such as `no`, `0777` or `a: b` for anything else. */
function quote(node: Scalar, text: string): void {
  node.value = text;
  node.type = text.includes('\n') ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
  delete node.source;
}

function filling(values: TemplateValues, path: string): TemplateValue {
  const value = values.get(path);
  if (value === undefined) throw failed('template-unfilled', { placeholder: path });
  return value;
}

function inText(value: TemplateValue, path: string): string {
  if (typeof value === 'object') throw unreadable(`the list ${path} stands inside a text`);
  return String(value);
}

function print(documents: readonly Document[]): string {
  return documents.map((document) => document.toString({ lineWidth: 0 })).join('');
}

function unreadable(detail: string, cause?: unknown) {
  return failed('template-unreadable', { detail }, cause);
}
