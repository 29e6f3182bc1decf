import { cleanText } from '../../../shared/domain/discovery/clean-text.ts';
import type { ManagementSign } from '../../../shared/domain/discovery/sighting.ts';
import type { EarlierProbe } from '../../discovery/earlier/earlier-ports.ts';
import type { EarlierLook } from '../../nodes/node-link.ts';
import { type KubernetesFace, readKubernetesFace } from './kubernetes-face.ts';
import { isRancherServer } from './rancher-ping.ts';
import { debianOf, readSshBanner } from './ssh-banner.ts';

/** Where an earlier node listens. */
export interface EarlierPorts {
  readonly ssh: number;
  readonly kubernetes: number;
  readonly kubelet: number;
  readonly rancher: number;
}
const usualPorts: EarlierPorts = { ssh: 22, kubernetes: 6443, kubelet: 10_250, rancher: 443 };
const LIMIT_MS = 3000;
const TEXT_LIMIT = 64;

/** Four connections, one a port: the SSH banner, two Kubernetes certificates, and whether a Rancher server is there. */
export function createEarlierProbe(ports: EarlierPorts = usualPorts): EarlierProbe {
  return {
    look: async (address, signal) => {
      const over = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
      const [banner, api, kubelet, hasRancher] = await Promise.all([
        readSshBanner(address, ports.ssh, over),
        readKubernetesFace(address, ports.kubernetes, over),
        readKubernetesFace(address, ports.kubelet, over),
        isRancherServer(address, ports.rancher, over),
      ]);
      signal.throwIfAborted();
      const system = banner === null ? null : debianOf(banner);
      return recognised({ system, faces: [api, kubelet], hasRancher });
    },
  };
}

interface Seen {
  readonly system: string | null;
  readonly faces: readonly (KubernetesFace | null)[];
  readonly hasRancher: boolean;
}

/** Debian alone is any server of the house, and Kubernetes alone any cluster: one of Rancher's own marks must be there. */
function recognised({ system, faces, hasRancher }: Seen): EarlierLook | null {
  const there = faces.filter((face) => face !== null);
  const distribution = there.find((face) => face.distribution !== null)?.distribution ?? null;
  if (distribution === null && !hasRancher) return null;
  const version = there.find((face) => face.version !== null)?.version ?? null;
  const signs: readonly (ManagementSign | null)[] = [
    system === null ? null : 'ssh-banner',
    hasRancher ? 'rancher-api' : null,
    version === null ? null : 'kubernetes-version',
    there.some(({ isCertificateTelling }) => isCertificateTelling) ? 'kubernetes-certificate' : null,
  ];
  return {
    signs: signs.filter((sign) => sign !== null),
    system,
    distribution,
    kubernetesVersion: version === null ? null : cleanText(version, TEXT_LIMIT),
  };
}
