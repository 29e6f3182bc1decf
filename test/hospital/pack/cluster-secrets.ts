import { createPrivateKey, generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import { type Authority, createAuthority, issueClient } from '../node/tls/authority.ts';
import { createSiteAuthority, type SiteAuthority } from '../site-authority.ts';

/** Everything of one cluster that must stay secret, and the authorities that stand behind it. */
export interface ClusterSecrets {
  /** Values for the template's `${secrets.*}`; certificates and keys are Base64 of PEM, as Talos wants them. */
  readonly values: Readonly<Record<string, string>>;
  /** Signs the nodes' certificates. */
  readonly machineAuthority: Authority;
  /** Signs the Kubernetes API's certificate and its clients'. */
  readonly kubernetesAuthority: SiteAuthority;
  /** Role os:admin. The key carries the header that Talos writes, `ED25519 PRIVATE KEY`. */
  readonly admin: { readonly certificatePem: string; readonly keyPem: string };
}

/** Makes the secrets of a new cluster, as `talosctl gen secrets` would. */
export function createClusterSecrets(): ClusterSecrets {
  const machineAuthority = createAuthority();
  const kubernetesAuthority = createSiteAuthority({ organizations: ['kubernetes'] });
  const etcdAuthority = createSiteAuthority({ organizations: ['etcd'] });
  const aggregatorAuthority = createSiteAuthority({ organizations: [], commonName: 'front-proxy' });
  const admin = issueClient(machineAuthority, ['os:admin']);
  return {
    values: {
      machineToken: bootstrapToken(),
      machineCaCrt: base64(machineAuthority.certificatePem),
      machineCaKey: base64(machineAuthority.keyPem),
      clusterId: randomBytes(32).toString('base64url'),
      clusterSecret: randomBytes(32).toString('base64'),
      clusterToken: bootstrapToken(),
      secretboxEncryptionSecret: randomBytes(32).toString('base64'),
      clusterCaCrt: base64(kubernetesAuthority.certificatePem),
      clusterCaKey: base64(ellipticKeyPem(kubernetesAuthority.keyPem)),
      aggregatorCaCrt: base64(aggregatorAuthority.certificatePem),
      aggregatorCaKey: base64(ellipticKeyPem(aggregatorAuthority.keyPem)),
      serviceAccountKey: base64(serviceAccountKeyPem()),
      etcdCaCrt: base64(etcdAuthority.certificatePem),
      etcdCaKey: base64(ellipticKeyPem(etcdAuthority.keyPem)),
    },
    machineAuthority,
    kubernetesAuthority,
    admin: {
      certificatePem: admin.certificatePem,
      keyPem: admin.keyPem.replaceAll(/(?<!ED25519 )PRIVATE KEY/g, 'ED25519 PRIVATE KEY'),
    },
  };
}

/** The shape of a kubeadm bootstrap token, which Talos uses for its own tokens too. */
function bootstrapToken(): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const pick = (length: number) => Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
  return `${pick(6)}.${pick(16)}`;
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** Talos keeps Kubernetes' keys in SEC1 form, under the header `EC PRIVATE KEY`. */
function ellipticKeyPem(pkcs8Pem: string): string {
  return createPrivateKey(pkcs8Pem).export({ type: 'sec1', format: 'pem' }).toString();
}

function serviceAccountKeyPem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return privateKey.export({ type: 'sec1', format: 'pem' }).toString();
}
