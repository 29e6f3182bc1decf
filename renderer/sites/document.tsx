import { useEffect, useRef } from 'react';
import styles from './handover-screen.module.css';

/** Elements that a summary may hold; everything else loses its tag and keeps its text. */
const allowed = new Set(
  'article section header footer main div p h1 h2 h3 h4 ul ol li dl dt dd table caption thead tbody tfoot tr th td strong em b i small code pre span br hr time'.split(
    ' ',
  ),
);

const styleElement = /<style>([\s\S]*?)<\/style>/g;

/** What the document says of its body and its headings holds for the elements that stand for them. */
function forHost(css: string): string {
  const named = css
    .replace(/(^|[},\s])body\s*{/g, '$1:host{')
    .replace(/(^|[},\s])h([1-4])(?=[\s{,:])/g, '$1.h$2');
  return `${named}\n:host{margin:0;max-width:none;padding:24px;font-family:inherit}[role=heading]{font-weight:600;line-height:1.3}code{font-family:var(--mono)}strong{white-space:nowrap}td:first-child{min-width:9.5em}`;
}

/** An HTML document of our own engine, drawn in a tree apart with its own style sheet: no script, link or image of it comes along. */
export function Document({ html }: { readonly html: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    // Taken out before parsing: even a document that is never shown reports inline styles to the policy.
    const styles = [...html.matchAll(styleElement)].map(([, css]) => css ?? '');
    const parsed = new DOMParser().parseFromString(html.replaceAll(styleElement, ''), 'text/html');
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(forHost(styles.join('\n')));
    root.adoptedStyleSheets = [sheet];
    root.replaceChildren(...[...parsed.body.childNodes].flatMap(cleaned));
  }, [html]);
  return <div ref={host} className={styles.paper} />;
}

function cleaned(node: ChildNode): Node[] {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.textContent ?? '')];
  if (!(node instanceof Element)) return [];
  const name = node.localName;
  if (name === 'script' || name === 'style') return [];
  const children = [...node.childNodes].flatMap(cleaned);
  if (!allowed.has(name)) return children;
  const copy = elementFor(name);
  for (const attribute of ['class', 'scope', 'colspan', 'rowspan', 'datetime']) {
    const value = node.getAttribute(attribute);
    if (value !== null) copy.setAttribute(attribute, value);
  }
  copy.append(...children);
  return [copy];
}

/** Inside the screen the document's headings come below the screen's own two levels. */
function elementFor(name: string): HTMLElement {
  const level = /^h([1-4])$/.exec(name)?.[1];
  if (level === undefined) return document.createElement(name);
  const heading = document.createElement('div');
  heading.className = name;
  heading.setAttribute('role', 'heading');
  heading.setAttribute('aria-level', String(Number(level) + 2));
  return heading;
}
