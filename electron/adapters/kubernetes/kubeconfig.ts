import { parse } from 'yaml';
import { z } from 'zod';
import { failed } from '../../../shared/failure/failure.ts';

/** How to reach one cluster as its administrator. */
export interface ClusterAccess {
  /** Origin, for example `https://10.20.4.11:6443`. */
  readonly server: string;
  /** Host and port, for failures. */
  readonly address: string;
  /** All PEM. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** Talos' own is under 8 KiB. */
const KUBECONFIG_LIMIT_CHARACTERS = 256 * 1024;
const MAX_ALIASES = 10;

const base64Pem = z
  .base64()
  .transform((text) => Buffer.from(text, 'base64').toString('utf8'))
  .refine((text) => text.startsWith('-----BEGIN '), 'not PEM');
const name = z.string().min(1);
/**
 * Only what is written in the file itself. A kubeconfig can also name programs to run, files to read, proxies to
 * use and checks to leave out; one that comes from a node has no business doing any of that.
 */
const kubeconfigSchema = z.object({
  'current-context': name,
  contexts: z.array(z.object({ name, context: z.object({ cluster: name, user: name }) })),
  clusters: z.array(
    z.object({
      name,
      cluster: z.object({
        server: z.url({ protocol: /^https$/ }),
        'certificate-authority-data': base64Pem,
      }),
    }),
  ),
  users: z.array(
    z.object({
      name,
      user: z.object({ 'client-certificate-data': base64Pem, 'client-key-data': base64Pem }),
    }),
  ),
});

/** Reads the current context of a kubeconfig. Throws `cluster-answer-wrong`. */
export function readClusterAccess(kubeconfig: string): ClusterAccess {
  const config = parseKubeconfig(kubeconfig);
  const context = config.contexts.find((each) => each.name === config['current-context'])?.context;
  const cluster = config.clusters.find((each) => each.name === context?.cluster)?.cluster;
  const user = config.users.find((each) => each.name === context?.user)?.user;
  if (cluster === undefined || user === undefined) throw unreadable('its current context is not in it');
  const { origin, host } = new URL(cluster.server);
  return {
    server: origin,
    address: host,
    ca: cluster['certificate-authority-data'],
    certificate: user['client-certificate-data'],
    key: user['client-key-data'],
  };
}

function parseKubeconfig(kubeconfig: string): z.infer<typeof kubeconfigSchema> {
  if (kubeconfig.length > KUBECONFIG_LIMIT_CHARACTERS) throw unreadable('it is too large');
  try {
    return kubeconfigSchema.parse(parse(kubeconfig, { maxAliasCount: MAX_ALIASES, logLevel: 'error' }));
  } catch (error) {
    throw unreadable('it has another form than Talos gives it', error);
  }
}

function unreadable(why: string, cause?: unknown) {
  return failed('cluster-answer-wrong', { address: 'kubeconfig', detail: why }, cause);
}
