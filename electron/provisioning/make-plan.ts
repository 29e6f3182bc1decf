import { createHash } from 'node:crypto';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { chooseDisk, oldDataOn, readDisks } from '../../shared/domain/provisioning/choose-disk.ts';
import { maskText } from '../../shared/domain/provisioning/mask-secrets.ts';
import { buildPlan, type ProvisionPlan } from '../../shared/domain/provisioning/plan.ts';
import { chooseTemplate, renderConfig } from '../../shared/domain/provisioning/render-config.ts';
import { templateValues } from '../../shared/domain/provisioning/template-values.ts';
import type { Pack, Slot } from '../../shared/domain/sites/pack.ts';
import { FailureError, failed } from '../../shared/failure/failure.ts';
import type { NodeLink } from '../nodes/node-link.ts';
import type { ProvisioningPorts } from './ports.ts';

/** A plan and the config that belongs to it; the config has secrets in it and stays in memory. */
export interface PreparedPlan {
  readonly plan: ProvisionPlan;
  readonly config: string;
}

type PlanPorts = Pick<ProvisioningPorts, 'site' | 'book' | 'links'>;

/** SHA-256 of UTF-8 text, hex. */
export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Reads the node's disks, renders its config, asks the node for a dry run, and freezes all of it. Changes nothing.
 * Throws `not-identified`, `template-*`, `disk-*`, `certificate-changed` and what talking to a node throws.
 */
export async function makePlan(
  { site, book, links }: PlanPorts,
  nodeId: string,
  signal: AbortSignal,
): Promise<PreparedPlan> {
  const { pack } = site.require();
  const node = book.get(nodeId);
  const { address, port, credentials, fingerprint: confirmed } = book.target(nodeId);
  if (credentials !== null) {
    throw failed('node-refused-us', { address, detail: 'it is configured already' });
  }
  const { slot, fingerprint } = identityOf(node, pack, confirmed);
  const link = await links.open({ address, port, fingerprint, credentials: null }, signal);
  try {
    return await planOver(link, { node, pack, slot, fingerprint }, signal);
  } finally {
    link.close();
  }
}

interface Planned {
  readonly node: NodeView;
  readonly pack: Pack;
  readonly slot: Slot;
  readonly fingerprint: string;
}

async function planOver(link: NodeLink, planned: Planned, signal: AbortSignal): Promise<PreparedPlan> {
  const { node, pack, slot, fingerprint } = planned;
  const talosVersion = await versionOf(link, node, signal);
  const template = chooseTemplate(pack.templates, talosVersion, slot.role);
  const disks = readDisks(await link.list('runtime', 'Disks.block.talos.dev', signal));
  const disk = chooseDisk(disks, slot.disk, slot.label);
  const volumes = await link.list('runtime', 'DiscoveredVolumes.block.talos.dev', signal);
  const { config, redacted } = renderConfig(template, templateValues(pack, slot, disk.devPath));
  const dryRun = await rehearse(link, config, signal);
  const plan = buildPlan(
    {
      nodeId: node.id,
      slotId: slot.id,
      label: slot.label,
      hostname: slot.hostname,
      role: slot.role,
      talosVersion,
      address: slot.address,
      disk: {
        devPath: disk.devPath,
        model: disk.model,
        serial: disk.serial,
        sizeBytes: disk.sizeBytes,
        oldData: oldDataOn(disk, volumes),
      },
      configRedacted: redacted,
      configSha256: sha256Hex(config),
      // The node answers with a diff of the whole config.
      dryRun: { ...dryRun, text: maskText(dryRun.text, Object.values(pack.cluster.secrets)) },
      fingerprint,
    },
    sha256Hex,
  );
  return { plan, config };
}

/** Throws `not-identified`: a lock by serial number alone proves the box, not what answers on the network. */
export function refuseUnlocked({ identified, lock, name }: NodeView): void {
  if (!identified || lock !== 'three-way') throw failed('not-identified', { node: name });
}

/** The slot that the node is bound to, and the certificate that its console printed when it was. */
function identityOf(
  node: NodeView,
  pack: Pack,
  fingerprint: string | null,
): { readonly slot: Slot; readonly fingerprint: string } {
  const slot = pack.slots.find(({ id }) => id === node.slotId);
  refuseUnlocked(node);
  if (slot === undefined || fingerprint === null) throw failed('not-identified', { node: node.name });
  return { slot, fingerprint };
}

/** Talos 1.12 and older do not say their version in maintenance mode; what discovery read elsewhere stands in. */
async function versionOf(link: NodeLink, node: NodeView, signal: AbortSignal): Promise<string> {
  try {
    return (await link.version(signal)).tag;
  } catch (error) {
    const known = node.talosVersion?.value ?? null;
    const refused = error instanceof FailureError && error.failure.code === 'node-refused-us';
    if (node.answer === 'old-maintenance' && refused && known !== null) return known;
    throw error;
  }
}

async function rehearse(
  link: NodeLink,
  config: string,
  signal: AbortSignal,
): Promise<ProvisionPlan['dryRun']> {
  try {
    const { text, warnings } = await link.applyConfiguration(config, { dryRun: true }, signal);
    return { accepted: true, text: [...warnings, text].join('\n').trim() };
  } catch (error) {
    // A refusal is what the rehearsal is for; the plan shows it.
    if (!(error instanceof FailureError) || error.failure.code !== 'node-refused-config') throw error;
    return { accepted: false, text: error.failure.facts.detail };
  }
}
