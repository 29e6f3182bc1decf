/** Made-up secrets of every family, each in the text or document in which it is met in the field. */
import type { TextFormat } from '../../../electron/security/redact/redactor.ts';

export interface Planted {
  readonly name: string;
  readonly format: TextFormat;
  readonly text: string;
  /** What must not survive, whole or in part. */
  readonly secrets: readonly string[];
  /** What must. */
  readonly useful: readonly string[];
}

/** Letters that look random and are the same in every run. */
function letters(length: number, seed: number, alphabet: string): string {
  let state = seed * 2_654_435_761 + 1;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return alphabet[Math.floor((state / 2_147_483_648) * alphabet.length)] ?? 'x';
  }).join('');
}
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';
const base64 = (bytes: number, seed: number) => `${letters(Math.floor((bytes * 4) / 3), seed, BASE64)}=`;
const encoded = (text: string) => Buffer.from(text).toString('base64');

export const pem = (label: string, seed: number, lines = 1): string => {
  const body = Array.from({ length: lines }, (_, index) => letters(64, seed + index, BASE64)).join('\n');
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
};
const bodyOf = (key: string): string[] => key.split('\n').filter((line) => line.length === 64);
const token = (seed: number) => `${letters(6, seed, LOWER)}.${letters(16, seed + 1, LOWER)}`;
const jwt = (seed: number) =>
  `${encoded('{"alg":"RS256","kid":"x"}').replaceAll('=', '')}.${encoded('{"sub":"system:serviceaccount"}').replaceAll('=', '')}.${letters(86, seed, LOWER)}`;

const machineKey = pem('ED25519 PRIVATE KEY', 11);
const rsaKey = pem('RSA PRIVATE KEY', 20, 13);
const values = {
  machineToken: token(30),
  clusterToken: token(32),
  clusterSecret: base64(32, 34),
  clusterId: base64(32, 35),
  secretbox: base64(32, 36),
  aescbc: base64(32, 37),
  trustdToken: token(38),
  joinToken: letters(44, 40, LOWER),
  jwt: jwt(42),
  wireguard: base64(32, 44),
  password: 'Tr0ub4dor&3-Zürich',
  bearer: letters(40, 46, LOWER),
  age: `AGE-SECRET-KEY-1${letters(58, 48, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')}`,
  secretValue: letters(24, 50, LOWER),
  cookie: letters(32, 52, LOWER),
};

const machineConfig = `version: v1alpha1
machine:
    type: controlplane
    token: ${values.machineToken}
    ca:
        crt: ${encoded(pem('CERTIFICATE', 60))}
        key: ${encoded(machineKey)}
    network:
        hostname: lab-edge-01
    install:
        disk: /dev/nvme0n1
cluster:
    id: ${values.clusterId}
    secret: ${values.clusterSecret}
    token: ${values.clusterToken}
    secretboxEncryptionSecret: ${values.secretbox}
    aescbcEncryptionSecret: ${values.aescbc}
    aggregatorCA:
        crt: ${encoded(pem('CERTIFICATE', 61))}
        key: ${encoded(pem('EC PRIVATE KEY', 62))}
    serviceAccount:
        key: ${encoded(rsaKey)}
    clusterName: st-anna-lab
---
apiVersion: v1alpha1
kind: TrustdConfig
trustdInfo:
    token: ${values.trustdToken}
`;
const machineSecrets = [
  values.machineToken,
  values.clusterId,
  values.clusterSecret,
  values.clusterToken,
  values.secretbox,
  values.aescbc,
  values.trustdToken,
  ...bodyOf(machineKey),
  ...bodyOf(rsaKey),
  encoded(machineKey),
];

const secretManifest = `apiVersion: v1
data:
  password: ${encoded(values.secretValue)}
  .dockerconfigjson: ${encoded(`{"auths":{"registry.backend.example":{"auth":"${encoded('robot:pull-4711-secret')}"}}}`)}
kind: Secret
metadata:
  name: registry-auth
  namespace: flux-system
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"kind":"Secret","stringData":{"password":"${values.secretValue}"}}
`;

export const planted: readonly Planted[] = [
  {
    name: 'a machine configuration',
    format: 'yaml',
    text: machineConfig,
    secrets: machineSecrets,
    useful: ['type: controlplane', 'hostname: lab-edge-01', 'disk: /dev/nvme0n1', 'clusterName: st-anna-lab'],
  },
  {
    name: 'a machine configuration printed into a log',
    format: 'text',
    text: `[talos] applied configuration:\n${machineConfig}\n[talos] task done, 12ms\n`,
    secrets: machineSecrets,
    useful: ['[talos] applied configuration:', 'hostname: lab-edge-01', '[talos] task done, 12ms'],
  },
  {
    name: 'a talosconfig',
    format: 'yaml',
    text: `context: lab\ncontexts:\n    lab:\n        endpoints:\n            - 10.20.4.11\n        ca: ${encoded(pem('CERTIFICATE', 63))}\n        crt: ${encoded(pem('CERTIFICATE', 64))}\n        key: ${encoded(machineKey)}\n`,
    secrets: [encoded(machineKey), ...bodyOf(machineKey), encoded(pem('CERTIFICATE', 64))],
    useful: ['context: lab', '10.20.4.11'],
  },
  {
    name: 'a kubeconfig',
    format: 'yaml',
    text: `apiVersion: v1\nkind: Config\nclusters:\n- name: lab\n  cluster:\n    server: https://10.20.4.11:6443\nusers:\n- name: admin\n  user:\n    client-certificate-data: ${encoded(pem('CERTIFICATE', 65))}\n    client-key-data: ${encoded(machineKey)}\n    token: ${values.jwt}\n`,
    secrets: [encoded(machineKey), ...bodyOf(machineKey), values.jwt, encoded(pem('CERTIFICATE', 65))],
    useful: ['server: https://10.20.4.11:6443', 'name: admin'],
  },
  {
    name: 'a Secret',
    format: 'yaml',
    text: secretManifest,
    secrets: [
      values.secretValue,
      encoded(values.secretValue),
      'pull-4711-secret',
      encoded('robot:pull-4711-secret'),
    ],
    useful: ['kind: Secret', 'name: registry-auth', 'namespace: flux-system'],
  },
  {
    name: 'a Secret printed into a log',
    format: 'text',
    text: `reconciling\n${secretManifest}\nreconciled in 3s\n`,
    secrets: [
      values.secretValue,
      encoded(values.secretValue),
      'pull-4711-secret',
      encoded('robot:pull-4711-secret'),
    ],
    useful: ['reconciling', 'name: registry-auth', 'reconciled in 3s'],
  },
  {
    name: 'a Secret in one line of JSON',
    format: 'text',
    text: `level=debug msg="watch event" object={"apiVersion":"v1","kind":"Secret","metadata":{"name":"db"},"data":{"x":"${encoded(values.secretValue)}"}}\n`,
    secrets: [encoded(values.secretValue), values.secretValue],
    useful: ['level=debug', 'watch event', '"name":"db"'],
  },
  {
    name: 'a private key behind log prefixes',
    format: 'text',
    text: rsaKey
      .trimEnd()
      .split('\n')
      .map((line, index) => `[   12.00000${index}] installer: ${line}`)
      .join('\n')
      .concat('\n[   13.000000] installer: done\n'),
    secrets: bodyOf(rsaKey),
    useful: ['[   13.000000] installer: done'],
  },
  {
    name: 'a private key that the end of the log cut off',
    format: 'text',
    text: `before\n${rsaKey.slice(0, 500)}`,
    secrets: bodyOf(rsaKey.slice(0, 500)),
    useful: ['before'],
  },
  {
    name: 'kernel arguments',
    format: 'text',
    text: `[    0.000000] Command line: talos.platform=metal siderolink.api=https://omni.example:8090?grpc_tunnel=true&jointoken=${values.joinToken} console=ttyS0 talos.config.inline=KLUv_Q${letters(300, 70, BASE64)}\n`,
    secrets: [values.joinToken, letters(300, 70, BASE64)],
    useful: ['talos.platform=metal', 'siderolink.api=https://omni.example:8090', 'console=ttyS0'],
  },
  {
    name: 'tokens in sentences',
    format: 'text',
    text: `kubelet: bootstrap token ${values.clusterToken} is not valid yet\nAuthorization: Bearer ${values.bearer}\ncurl -H "authorization: Basic ${encoded('admin:correct-horse')}"\nkubeadm join 10.20.4.11:6443 --token ${values.machineToken} --certificate-key ${letters(64, 71, '0123456789abcdef')}\nsa token=${values.jwt}\nCookie: session=${values.cookie}; theme=dark\n`,
    secrets: [
      values.clusterToken,
      values.bearer,
      encoded('admin:correct-horse'),
      values.machineToken,
      letters(64, 71, '0123456789abcdef'),
      values.jwt,
      values.cookie,
    ],
    useful: ['kubelet: bootstrap token', 'is not valid yet', 'kubeadm join 10.20.4.11:6443'],
  },
  {
    name: 'settings in the environment',
    format: 'text',
    text: `https_proxy=http://svc-lab:${encodeURIComponent(values.password)}@proxy.hospital.example:3128 no_proxy=10.0.0.0/8\nDB_PASSWORD=${values.secretValue} SNMP_COMMUNITY=hospital-ro WPA_PSK="correct horse battery"\nPrivateKey = ${values.wireguard}\nPublicKey = ${base64(32, 72)}\n${values.age}\n`,
    secrets: [
      encodeURIComponent(values.password),
      values.secretValue,
      'hospital-ro',
      'correct horse battery',
      values.wireguard,
      values.age,
    ],
    useful: ['proxy.hospital.example:3128', 'no_proxy=10.0.0.0/8', `PublicKey = ${base64(32, 72)}`],
  },
];
