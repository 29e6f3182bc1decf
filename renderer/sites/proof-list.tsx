import { useQuery } from '@tanstack/react-query';
import type { CheckReport } from '../../shared/domain/checks/check.ts';
import { foldReport } from '../../shared/domain/checks/fold-report.ts';
import type { ProvisionView } from '../../shared/domain/provisioning/flow-view.ts';
import { words } from '../../shared/words/words.ts';
import { checkQueries, provisioningQueries, siteQueries } from '../api/queries.ts';
import { markOf } from '../checks/finding-looks.ts';
import { ActLink } from '../ui/acts/act-link.tsx';
import { type State, StateMark } from '../ui/state/state-mark.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import { whenWords } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';
import styles from './handover-screen.module.css';

/** Each planned node: how far it came and what the last checks from it said. */
export function ProofList() {
  const { data: overview } = useQuery(siteQueries.overview());
  const { data: flows } = useQuery(provisioningQueries.list());
  const { data: reports } = useQuery(checkQueries.latest());
  const slots = overview?.pack?.slots ?? [];
  if (slots.length === 0) return null;
  const flowOf = (slotId: string) => flows?.find((flow) => flow.slotId === slotId) ?? null;
  const open = slots.filter(({ id }) => flowOf(id)?.at !== 'done').length;
  return (
    <Section title={words('sites.handover.nodes')}>
      {open === 0 ? null : <p className={styles.note}>{words('sites.handover.open', { open })}</p>}
      <Card isPadded={false}>
        <ul className={styles.rows}>
          {slots.map(({ id, label }) => (
            <ProofRow key={id} label={label} flow={flowOf(id)} reports={reports ?? []} />
          ))}
        </ul>
      </Card>
    </Section>
  );
}

function ProofRow(props: {
  readonly label: string;
  readonly flow: ProvisionView | null;
  readonly reports: readonly CheckReport[];
}) {
  const { label, flow } = props;
  const now = useNow();
  const { state, text } = stageOf(flow);
  const report = props.reports.find(
    ({ vantage }) => vantage.from === 'node' && vantage.nodeId === flow?.nodeId,
  );
  return (
    <li>
      <StateMark state={state === 'ok' ? proofOf(report, flow?.endedAtMs ?? null) : state} />
      <div className={styles.name}>
        <strong>{label}</strong>
        <span>
          {text} · {report === undefined ? words('sites.handover.notChecked') : countWords(report, now)}
        </span>
      </div>
      {flow === null ? null : (
        <ActLink to="/checks" search={{ from: flow.nodeId }} kind="plain">
          {words('sites.handover.checkAgain', { name: label })}
        </ActLink>
      )}
    </li>
  );
}

function stageOf(flow: ProvisionView | null): { readonly state: State; readonly text: string } {
  if (flow === null || flow.at === 'review')
    return { state: 'todo', text: words('sites.handover.node.open') };
  if (flow.at === 'stopped') return { state: 'blocks', text: words('sites.handover.node.stopped') };
  if (flow.at !== 'done') return { state: 'running', text: words('sites.handover.node.working') };
  if (!flow.healthy) return { state: 'degrades', text: words('sites.handover.node.notHealthy') };
  return { state: 'ok', text: words('sites.handover.node.done') };
}

/** What the node's own checks prove: only those made after it was provisioned count, and what was not checked is not good. */
function proofOf(report: CheckReport | undefined, endedAtMs: number | null): State {
  if (report === undefined || endedAtMs === null || report.startedAtMs < endedAtMs) return 'todo';
  const [gravest] = foldReport(report).causes;
  if (gravest === undefined) return 'ok';
  return markOf(gravest.entry);
}

function countWords({ entries, endedAtMs }: CheckReport, now: number): string {
  const count = (state: string) => entries.filter(({ finding }) => finding.state === state).length;
  return words('sites.handover.checked', {
    ok: count('ok'),
    fault: count('fault'),
    unknown: count('unknown') + count('skipped'),
    when: whenWords(endedAtMs, now),
  });
}
