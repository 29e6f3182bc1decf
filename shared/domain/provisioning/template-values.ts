import type { Pack, Slot } from '../sites/pack.ts';

/** What may stand for a placeholder. A list only where the placeholder is the whole scalar. */
export type TemplateValue = string | number | boolean | readonly string[];

/** Values of a template's placeholders by path, for example `slot.hostname`. */
export type TemplateValues = ReadonlyMap<string, TemplateValue>;

/** Paths of values that nobody may see begin with this. */
export const SECRET_PREFIX = 'secrets.';

/** The values for one slot. `devPath` is the disk that was chosen, for example `/dev/nvme0n1`. */
export function templateValues(pack: Pack, slot: Slot, devPath: string): TemplateValues {
  const { cluster, network } = pack;
  const secrets = Object.entries(cluster.secrets).map(([name, value]): [string, TemplateValue] => [
    `${SECRET_PREFIX}${name}`,
    value,
  ]);
  return new Map<string, TemplateValue>([
    ['slot.hostname', slot.hostname],
    ['slot.role', slot.role],
    ['slot.address', slot.address],
    ['slot.link', slot.link],
    ['install.disk', devPath],
    ['network.gateway', network.gateway],
    // A machine config names servers by address alone; ports of the pack are for checks from the laptop.
    ['network.nameservers', network.dns.map(({ address }) => address)],
    ['network.timeServers', network.ntp.map(({ address }) => address)],
    ['cluster.name', cluster.name],
    ['cluster.endpoint', cluster.endpoint],
    ...secrets,
  ]);
}
