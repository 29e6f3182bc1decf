/**
 * Rules for free text: values that give themselves away by their own look. Each begins only where a run of its
 * letters begins and has no repetition inside a repetition, so a hostile line costs no more than a long one.
 */
import { TOKEN_OPEN } from './tokens.ts';

/** One shape of secret. Group 1 stays, group 2 is removed. */
export interface TextRule {
  readonly kind: string;
  readonly pattern: RegExp;
  /** Stands in every line that the pattern can match, and is quick to look for. */
  readonly hint?: RegExp;
  /** A second look at what was found; without it everything found is removed. */
  readonly isSecret?: (secret: string) => boolean;
}

/** Where a run of these letters begins: after another letter, an escape such as `\n`, or a code such as `%3D`. */
const begin = (letters: string): string =>
  `(?:(?<![${letters}])|(?<=\\\\[nrtbf])|(?<=%[0-9A-Fa-f]{2})|(?<=\\\\u[0-9a-fA-F]{4}))`;
const rule = (kind: string, source: string, flags = 'g'): TextRule => ({
  kind,
  pattern: new RegExp(source, flags),
});

const hinted = (hint: RegExp, kind: string, source: string): TextRule => ({ ...rule(kind, source), hint });

const looksRandom = (text: string): boolean => text.length >= 20 || /\d/.test(text);

/** Basic credentials are `name:password` in base64; any other word after `basic` is a word. */
function isBasic(text: string): boolean {
  return Buffer.from(text, 'base64').toString('latin1').includes(':');
}

export const secretRules: readonly TextRule[] = [
  hinted(
    /eyJ/,
    'jwts',
    `${begin('A-Za-z0-9_-')}()(eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*)?)`,
  ),
  // Kubernetes bootstrap tokens, and machine tokens of Talos, which have the same shape.
  hinted(
    /\.[a-z0-9]{16}(?![A-Za-z0-9])/,
    'bootstrap-tokens',
    `${begin('A-Za-z0-9.')}()([a-z0-9]{6}\\.[a-z0-9]{16})(?![A-Za-z0-9])`,
  ),
  rule('age-keys', '()(AGE-SECRET-KEY-[0-9A-Z-]{20,})', 'gi'),
  {
    ...rule('authorization-headers', '(\\bbearer(?:\\s|["\':=\\\\]|%20){1,6})([A-Za-z0-9._~+/=-]{8,})', 'gi'),
    isSecret: looksRandom,
  },
  {
    ...rule('authorization-headers', '(\\bbasic(?:\\s|%20){1,4})([A-Za-z0-9+/=]{8,})', 'gi'),
    isSecret: isBasic,
  },
  rule(
    'authorization-headers',
    '(\\b(?:ntlm|negotiate|kerberos)(?:\\s|%20){1,4})([A-Za-z0-9+/=]{16,})',
    'gi',
  ),
  {
    // User and password in an address; a user alone, as in ssh://git@host, is none.
    ...rule('url-logins', '(:(?:/|\\\\/|%2F){2})([^\\s/"\'<>⟦]{1,400})(?=@)', 'gi'),
    isSecret: (text) => text.includes(':') || text.includes('%3A'),
  },
  rule('machine-configs', '(talos\\.config\\.(?:inline|early)=)([^\\s⟦]{1,8192})'),
  hinted(/AKIA|ASIA/, 'cloud-keys', `${begin('A-Za-z0-9')}()((?:AKIA|ASIA)[A-Z0-9]{16})(?![A-Za-z0-9])`),
  hinted(
    /gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AIza/,
    'cloud-keys',
    `${begin('\\w-')}()((?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AIza)[\\w-]{16,})`,
  ),
  {
    ...rule(
      'option-values',
      '(--?(?:token|password|passwd|passphrase|secret|certificate-key|discovery-token|api-key|psk)(?:=|\\s{1,4})["\']?)([^\\s"\'⟦]{4,512})',
      'gi',
    ),
    isSecret: (text) => !text.startsWith('-'),
  },
];

/** What the masks of clinical messages leave behind tells of nobody any more. */
const isMask = (text: string): boolean => /^(?:[x^ ]+|9+)$/.test(text);
const personal = (kind: string, source: string, flags = 'g'): TextRule => ({
  ...rule(kind, source, flags),
  isSecret: (text) => !isMask(text),
});

/** What tells of a person in free text. Group 2 becomes a stand-in like any secret. */
export const personRules: readonly TextRule[] = [
  {
    hint: /@/,
    ...personal(
      'emails',
      // What stands before the @ of an address such as ssh://git@host is no person.
      `${begin('A-Za-z0-9._%+-')}(?<!//)()([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){0,8}\\.[A-Za-z]{2,24})(?![A-Za-z0-9])`,
    ),
  },
  // Names as HL7 and DICOM write them, FAMILY^GIVEN^MIDDLE.
  {
    hint: /\^/,
    ...personal(
      'person-names',
      `${begin("\\p{L}\\d'^-")}()(\\p{L}[\\p{L}'-]{1,40}\\^\\p{L}[\\p{L}' -]{0,40}(?:\\^[\\p{L}' .-]{0,40}){0,4})(?![\\p{L}\\d])`,
      'gu',
    ),
  },
  {
    ...rule(
      'patient-ids',
      '(\\b(?:mrn|pat(?:ient(?:en)?)?[ ._-]{0,2}(?:id|nr|no|number|nummer|name|identifier)|fall[ ._-]?(?:nummer|nr)|case[ ._-]?(?:id|no|number)|accession[ ._-]?(?:id|no|number)?|specimen[ ._-]?(?:id|no|number)|sample[ ._-]?(?:id|no|number)|barcode|birth[ ._-]?date|date[ ._-]of[ ._-]birth|dob|geburtsdatum|social[ ._-]security[ ._-]number|ssn|nhs[ ._-]number)\\.?\\\\{0,8}["\']?\\s{0,3}(?:[:=#]|%3D|%3A)\\s{0,3}\\\\{0,8}["\']?)([^\\s"\'\\\\,;&)}\\]⟦]{1,80})',
      'gi',
    ),
    isSecret: (text) => !isMask(text) && !/^(?:null|true|false|none|undefined|unknown)$/i.test(text),
  },
  personal(
    'patient-ids',
    '(\\b(?:Patient|RelatedPerson|Person|Coverage|Encounter|Specimen|ServiceRequest)\\/)([A-Za-z0-9.-]{1,64})(?![A-Za-z0-9.-]*\\/)',
  ),
  personal('patient-ids', '([?&]identifier=)([^\\s&"\'⟦]{1,256})'),
  // POCT1-A and FHIR as XML keep values in attributes.
  personal('person-xml', '(<(?:PT|OPR|SVC|SPC)\\.[\\w.]{1,40}\\s{1,4}V=\\\\{0,4}")([^"\\\\⟦]{1,400})'),
  personal(
    'person-xml',
    '(<(?:family|given|prefix|birthDate|line|city|postalCode|display|text)\\s{1,4}value=\\\\{0,4}")([^"\\\\⟦]{1,400})',
  ),
];

type Remove = (secret: string, kind: string) => string;

/** Runs rules over a text; `remove` gives the stand-in for what is removed. Stand-ins are never touched again. */
export function applyRules(text: string, rules: readonly TextRule[], remove: Remove): string {
  const byLine = rules.filter(({ hint }) => hint !== undefined);
  const lines = text.split('\n').map((line) => {
    const fitting = byLine.filter(({ hint }) => hint?.test(line));
    return fitting.reduce((cleaned, rule) => applyRule(cleaned, rule, remove), line);
  });
  const others = rules.filter(({ hint }) => hint === undefined);
  return others.reduce((cleaned, rule) => applyRule(cleaned, rule, remove), lines.join('\n'));
}

function applyRule(text: string, { kind, pattern, isSecret }: TextRule, remove: Remove): string {
  return text.replace(pattern, (whole: string, kept: string, secret: string) => {
    if (secret.startsWith(TOKEN_OPEN) || isSecret?.(secret) === false) return whole;
    return `${kept}${remove(secret, kind)}`;
  });
}
