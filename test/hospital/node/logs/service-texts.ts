import type { Machine } from '../machine.ts';

/** The container whose logs stand for the laboratory's own software. */
export const GATEWAY_CONTAINER = 'lab-system/analyzer-gateway-6d9f7c5b8-x2k4q:gateway:1f0c9b7a3e55';

/** Writes what a service says when it starts. The texts carry what must never leave a site: tokens and patients. */
export function writeServiceStart(machine: Machine, id: string): void {
  const at = new Date().toISOString();
  const lines = TEXTS[id]?.(machine, at);
  machine.logs.write(id, ...(lines ?? [`${at} ${id} started`]));
  if (id === 'kubelet') machine.logs.write(GATEWAY_CONTAINER, ...gatewayLines(at));
  if (id === 'machined') machine.logs.write('dns-resolve-cache', ...dnsLines(machine, at));
}

type Texts = (machine: Machine, at: string) => readonly string[];

const TEXTS: Readonly<Record<string, Texts>> = {
  machined: (machine, at) => [
    `${at} [talos] starting machined ${machine.talosVersion}`,
    `${at} [talos] META: loading from ${machine.persisted.systemDisk ?? 'memory'}`,
  ],
  apid: (machine, at) => [
    `${at} INFO listening on ${machine.address}:${machine.port}`,
    `${at} INFO roles enforced: os:admin os:operator os:reader`,
  ],
  containerd: (_, at) => [
    `{"level":"info","msg":"starting containerd","revision":"67f38dd","time":"${at}","version":"v2.2.3"}`,
    `{"address":"/system/run/containerd/containerd.sock","level":"info","msg":"serving...","time":"${at}"}`,
  ],
  cri: (machine, at) => [
    `{"level":"info","msg":"starting containerd","revision":"67f38dd","time":"${at}","version":"v2.2.3"}`,
    `{"level":"warning","msg":"failed to load registry credential: Authorization: Basic cm91bmRzLXB1bGw6aHVudGVyMi1yZWdpc3RyeQ==","time":"${at}"}`,
    `{"level":"info","msg":"PullImage \\"${machine.active?.settings.kubeletImage}\\" returns image reference","time":"${at}"}`,
  ],
  udevd: (machine, at) =>
    machine.hardware.links.map(({ name, mac }) => `${at} udevd: ${name}: link is ready, address ${mac}`),
  trustd: (_, at) => [
    `${at} INFO listening on :50001`,
    `${at} INFO certificate request from 127.77.0.0/24 accepted`,
  ],
  etcd: (machine, at) => [
    `{"level":"info","ts":"${at}","caller":"etcdserver/server.go:884","msg":"starting etcd server","local-member-id":"8e9e05c52164694d","cluster-name":"${machine.active?.settings.clusterName}"}`,
    `{"level":"info","ts":"${at}","caller":"etcdserver/server.go:2141","msg":"published local member to cluster through raft","local-member-id":"8e9e05c52164694d"}`,
    `{"level":"warn","ts":"${at}","caller":"etcdserver/util.go:170","msg":"apply request took too long","took":"142.7ms","expected-duration":"100ms"}`,
  ],
  kubelet: (machine, at) => [
    `${at} I "Kubelet version" kubeletVersion="v1.35.2"`,
    `${at} I "Bootstrapping kubelet" server="${machine.active?.settings.endpoint}" token="${machine.active?.settings.clusterToken}"`,
    `${at} I "Attempting to register node" node="${machine.network.hostname}"`,
    `${at} W "Unable to fetch secret" err="Get \\"${machine.active?.settings.endpoint}/api/v1/namespaces/lab-system/secrets/lis-link\\": Authorization: Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6ImxhYiJ9.eyJzdWIiOiJzeXN0ZW06bm9kZSJ9.c2lnbmF0dXJlLW9mLXRoZS1sYWI"`,
  ],
  'ext-analyzer-bridge': (_, at) => [
    `${at} analyzer-bridge 2.14.0 starting, LIS endpoint 10.60.4.20:2575`,
    `${at} RX MSH|^~\\&|COBAS|LAB2|LIS|KHNORD|20261104101502||OUL^R22|48213|P|2.5.1`,
    `${at} RX PID|1||4711902^^^KHNORD^PI||Brandt^Henriette^^^^^L||19560317|F|||Lindenweg 8^^Kiel^^24103^DE||0431-555-0142`,
    `${at} RX OBR|1||S26-118834|14749-6^Glucose^LN|||20261104095500`,
    `${at} RX OBX|1|NM|14749-6^Glucose^LN||6.1|mmol/L|3.9-6.4|N|||F`,
    `${at} TX MSA|AA|48213`,
  ],
};

function gatewayLines(at: string): readonly string[] {
  return [
    `${at} stdout F {"level":"info","msg":"connected to analyzer","host":"10.60.4.31","port":4001}`,
    `${at} stdout F {"level":"info","msg":"order matched","patient":"Okafor, Samuel","mrn":"4711377","sample":"S26-118901"}`,
    `${at} stderr F PID|1||4711377^^^KHNORD^PI||Okafor^Samuel||19890622|M`,
    `${at} stderr F {"level":"error","msg":"upload failed","url":"https://ingest.fleet.example/v1/results?token=9f2d1c7e5b3a4f60","status":503}`,
    `${at} stdout F {"level":"info","msg":"password=Sommer2026! accepted for user lis_export"}`,
  ];
}

function dnsLines(machine: Machine, at: string): readonly string[] {
  return machine.network.nameservers.map(
    (server) => `${at} INFO updated dns server nameservers {"addrs": ["${server}:53"]}`,
  );
}
