/** Which names say that what stands behind them is a secret. One list for parsed documents and for free text. */

/** Names as they are, without case, dots, dashes and underscores. */
const WHOLE: ReadonlySet<string> = new Set([
  // Kubernetes and Talos (talos-api 4.1, bundles-and-ux 2.4)
  'clientkeydata',
  'clientcertificatedata',
  'clientkey',
  'dockerconfigjson',
  'dockercfg',
  'certificatekey',
  'bootstraptokensecret',
  'tlskey',
  'cakey',
  'serverkey',
  'sakey',
  'etcdkey',
  'apiserverkey',
  'frontproxycakey',
  // HTTP
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'xapikey',
  'samlresponse',
  'samlassertion',
  // Networks
  'psk',
  'wpapsk',
  'community',
  'snmpcommunity',
  'rocommunity',
  'rwcommunity',
  'ipmipassword',
  'pwd',
  'pass',
]);
/** Names that end like this, whatever stands before. */
const ENDING =
  /(?:token|secret|password|passwd|passphrase|privatekey|presharedkey|apikey|secretkey|accesskey|encryptionkey|encryptionsecret|credentials?|sessionid)$/;
/** Names that end like one and are none: what they hold is a name or a number. */
const HARMLESS: ReadonlySet<string> = new Set([
  'imagepullsecret',
  'existingsecret',
  'automountserviceaccounttoken',
]);

/** Whether a value under this name is removed whatever it looks like. */
export function isSensitiveName(name: string): boolean {
  const bare = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return WHOLE.has(bare) || (ENDING.test(bare) && !HARMLESS.has(bare));
}

/** Names under which even an ordinary word is a secret, in free text as well. */
const STRICT =
  /(?:passw(?:or)?d|passphrase|pwd|psk|community|privatekey|presharedkey|apikey|cookie|sessionid|pass)$/;

/** In free text `token: expired` is a sentence and `password: expired` is a password. */
export function isStrictName(name: string): boolean {
  return STRICT.test(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}

/** What a name may begin with to be looked at in free text; everything in the lists above contains one of these. */
export const SENSITIVE_WORD =
  /token|secret|passw|passphrase|pwd|pass\b|psk|key|credential|cookie|authorization|community|samlresponse|samlassertion|dockerc|sessionid|session[-_]id|certificate-data/gi;
