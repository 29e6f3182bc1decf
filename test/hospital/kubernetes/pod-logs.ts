import type { KubeObject } from './kube-object.ts';

/** What each program of the site says; the lab gateway logs more of a patient than it should, as real ones do. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  'source-controller': [
    'level=info msg="starting manager" controller=ocirepository',
    'level=info msg="stored artifact for digest" ocirepository=flux-system/site',
  ],
  'kustomize-controller': [
    'level=info msg="server-side apply completed" kustomization=flux-system/site revision=2026.11.3',
    'level=info msg="Reconciliation finished in 1.204s, next run in 10m0s"',
  ],
  'cilium-agent': [
    'level=info msg="Initializing daemon" subsys=daemon',
    'level=info msg="Mutual authentication handler enabled" subsys=auth',
    'level=info msg="Successfully connected to all tunnel peers" subsys=tunnel peers=4',
  ],
  'lab-gateway': [
    'INFO  listening for analyzers port=2575 protocol=MLLP',
    'DEBUG received MSH|^~\\&|COBAS|LAB2|LIS|ANNA|20261122081502||ORU^R01|4711|P|2.5.1',
    'DEBUG received PID|1||8834521^^^ANNA^MR||Mustermann^Erika^^^Frau||19640812|F|||Heidestr. 17^^Koeln^^51147',
    'WARN  upstream token expires soon authorization="Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJsYWItZ2F0ZXdheSJ9.c2ln"',
  ],
  'site-agent': ['INFO  reported inventory nodes=3', 'INFO  heartbeat accepted by console status=200'],
};
/** A line every this often, from the start of the pod on. */
const EVERY_MS = 1500;
/** kubelet keeps no more than this of one container in one file; enough for any test here. */
const LINE_LIMIT = 2000;

/** The log of a pod's one container; `tailLines` and `timestamps` count, as `kubectl logs` asks. */
export function podLog({ metadata }: KubeObject, params: URLSearchParams, nowMs: number): string {
  const bornAtMs = Date.parse(metadata.creationTimestamp);
  const program = Object.keys(LINES).find((name) => metadata.name.startsWith(name)) ?? 'cilium-agent';
  const texts = LINES[metadata.name.startsWith('cilium-') ? 'cilium-agent' : program] ?? [];
  const count = Math.min(LINE_LIMIT, texts.length + Math.floor(Math.max(0, nowMs - bornAtMs) / EVERY_MS));
  const lines = Array.from({ length: count }, (_, index) => {
    const at = new Date(bornAtMs + index * EVERY_MS).toISOString();
    const text = texts[index % texts.length] ?? '';
    return params.get('timestamps') === 'true' ? `${at} ${text}` : `time=${at} ${text}`;
  });
  const tail = Number(params.get('tailLines') ?? Number.POSITIVE_INFINITY);
  const kept = Number.isFinite(tail) && tail >= 0 ? lines.slice(Math.max(0, lines.length - tail)) : lines;
  return kept.map((line) => `${line}\n`).join('');
}
