import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import type { LedgerEntry } from '../../../shared/domain/sync/op.ts';
import type { BundleEvidence } from '../bundles-ports.ts';
import type { CollectorOutput } from '../run-collectors.ts';

/** As many entries as the ledger gives at once. */
const PAGE = 500;
/** The newest of a ledger; more than any visit has. */
const LEDGER_LIMIT = 5000;

/** The visit as it stands: what the home shows, the nodes, how provisioning went, and the log of what was done. */
export async function collectVisit(
  evidence: BundleEvidence,
  nodes: readonly NodeView[],
  out: CollectorOutput,
): Promise<void> {
  await out.add({ path: 'visit/overview.json', value: await evidence.overview() });
  await out.add({ path: 'visit/nodes.json', value: nodes });
  await out.add({ path: 'visit/provisioning.json', value: evidence.flows() });
  const entries: LedgerEntry[] = [];
  for (let offset = 0; offset < LEDGER_LIMIT; offset += PAGE) {
    const page = await evidence.ledger({ offset, limit: PAGE });
    entries.push(...page.entries);
    if (offset + PAGE >= page.total) break;
  }
  const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  await out.add({ path: 'visit/ledger.jsonl', text, format: 'json-lines' });
}

/** The newest report of each vantage. */
export async function collectChecks(evidence: BundleEvidence, out: CollectorOutput): Promise<void> {
  for (const report of evidence.reports()) {
    const { vantage } = report;
    const name = vantage.from === 'laptop' ? 'laptop' : `node-${vantage.name}`;
    await out.add({ path: `checks/${name}.json`, value: report });
  }
}
