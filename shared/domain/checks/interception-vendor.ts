/**
 * Makers of boxes that open TLS, with what their own certificates call themselves.
 * The first seven follow Tailscale's list (net/tlsdial/blockblame); the rest are the same kind of name.
 */
const VENDORS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Aruba', /\baruba\b|arubanetworks/i],
  ['Cisco', /\bcisco\b|\bopendns\b/i],
  ['Fortinet', /\bforti(net|gate)|support@fortinet/i],
  ['Huawei', /\bhuawei\b/i],
  ['Palo Alto Networks', /\bpalo ?alto\b|\bpan-?os\b/i],
  ['Sophos', /\bsophos\b/i],
  ['Ubiquiti', /\bubiquiti\b|\bunifi\b/i],
  ['Barracuda', /\bbarracuda\b/i],
  ['Blue Coat', /\bblue ?coat\b|\bsymantec web\b/i],
  ['Check Point', /\bcheck ?point\b/i],
  ['Forcepoint', /\bforcepoint\b|\bwebsense\b/i],
  ['Netskope', /\bnetskope\b|\bgoskope\b/i],
  ['SonicWall', /\bsonic ?wall\b/i],
  ['Squid', /\bsquid\b/i],
  ['WatchGuard', /\bwatchguard\b/i],
  ['Zscaler', /\bzscaler\b/i],
  ['mitmproxy', /\bmitmproxy\b/i],
];

/** The likely maker of the box that made this certificate, from its issuer and subject; null when unknown. */
export function interceptionVendor(issuer: string, subject: string): string | null {
  return VENDORS.find(([, pattern]) => pattern.test(issuer) || pattern.test(subject))?.[0] ?? null;
}
