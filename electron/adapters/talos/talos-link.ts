import { type Client, Code, createClient } from '@connectrpc/connect';
import { failed } from '../../../shared/failure/failure.ts';
import type { NodeLink } from '../../nodes/node-link.ts';
import { followEvents } from './events.ts';
import { State } from './gen/cosi_resource_pb.js';
import { ContainerDriver } from './gen/talos_common_pb.js';
import { ApplyConfigurationRequest_Mode } from './gen/talos_machine_lifecycle_pb.js';
import { MachineService } from './gen/talos_machine_pb.js';
import type { ServiceInfo } from './gen/talos_machine_services_pb.js';
import { TimeService } from './gen/talos_time_pb.js';
import { readKubeconfig } from './kubeconfig.ts';
import { listResources } from './resources.ts';
import { timeOffset } from './time-offset.ts';
import { refusalOf } from './wire/call-failure.ts';
import { cleanLine, cleanLines } from './wire/clean-text.ts';
import {
  APPLY_TIMEOUT_MS,
  CALL_TIMEOUT_MS,
  LOG_TIMEOUT_MS,
  LONG_TEXT_LIMIT,
  SENTENCE_LIMIT,
  SHORT_TEXT_LIMIT,
  SPEC_LIMIT_BYTES,
} from './wire/limits.ts';
import type { NodeSession } from './wire/node-session.ts';
import { itemsOf, tailOf } from './wire/read-stream.ts';

/** Services, log names and warnings of one node that are kept; a real node has under 40 of each. */
const ENTRY_LIMIT = 500;

/** A `NodeLink` over an open session. */
export function createTalosLink(session: NodeSession): NodeLink {
  const machine = createClient(MachineService, session.transport);
  const state = createClient(State, session.transport);
  const clock = createClient(TimeService, session.transport);
  return {
    get fingerprint() {
      return session.fingerprint();
    },
    version: async (signal) => {
      const { tag, arch, platform } = await readVersion(session, machine, signal);
      return { tag, arch, platform };
    },
    list: (namespace, type, signal) => listResources(session, state, { namespace, type, signal }),
    timeCheck: (server, signal) =>
      session.call({ name: 'time check', timeoutMs: CALL_TIMEOUT_MS, signal }, (limits) =>
        timeOffset(() => clock.timeCheck({ server }, limits)),
      ),
    applyConfiguration: (config, { dryRun }, signal) => apply(session, machine, { config, dryRun, signal }),
    bootstrap: (signal) =>
      session.call(
        { name: 'bootstrap', timeoutMs: CALL_TIMEOUT_MS, signal, changesSomething: true },
        async (limits) => {
          try {
            await machine.bootstrap({}, limits);
            return { result: 'done' };
          } catch (error) {
            const refusal = refusalOf(error);
            if (refusal?.code === Code.AlreadyExists) return { result: 'already' };
            if (refusal?.code !== Code.FailedPrecondition) throw error;
            return { result: 'not-yet', reason: refusal.detail };
          }
        },
      ),
    services: (signal) =>
      session.call({ name: 'services', timeoutMs: CALL_TIMEOUT_MS, signal }, async (limits) => {
        const { messages } = await machine.serviceList({}, limits);
        return messages.flatMap(({ services }) => services.slice(0, ENTRY_LIMIT).map(readService));
      }),
    events: ({ afterId }, signal) => followEvents(session, machine, afterId, signal),
    logIds: (signal) =>
      session.call({ name: 'log names', timeoutMs: CALL_TIMEOUT_MS, signal }, async (limits) => {
        const { messages } = await machine.logsContainers({}, limits);
        return messages.flatMap(({ ids }) =>
          ids.slice(0, ENTRY_LIMIT).map((id) => cleanLine(id, SHORT_TEXT_LIMIT)),
        );
      }),
    log: (id, { tailLines, limitBytes }, signal) =>
      readText(session, { name: `log ${cleanLine(id, SHORT_TEXT_LIMIT)}`, limitBytes, signal }, (limits) =>
        machine.logs(
          { namespace: 'system', driver: ContainerDriver.CONTAINERD, id, follow: false, tailLines },
          limits,
        ),
      ),
    dmesg: ({ limitBytes }, signal) =>
      readText(session, { name: 'dmesg', limitBytes, signal }, (limits) =>
        machine.dmesg({ follow: false, tail: false }, limits),
      ),
    kubeconfig: (signal) =>
      session.call({ name: 'kubeconfig', timeoutMs: CALL_TIMEOUT_MS, signal }, async (limits) => {
        const chunks = itemsOf((stop) => machine.kubeconfig({}, { ...limits, signal: stop }), signal);
        return readKubeconfig(await tailOf(chunks, SPEC_LIMIT_BYTES, session.address), session.address);
      }),
    close: session.close,
  };
}

type Machine = Client<typeof MachineService>;

/** The node's version; `mode` is that of its platform, such as `metal` or `metal-agent`. */
export function readVersion(session: NodeSession, machine: Machine, signal: AbortSignal | undefined) {
  return session.call({ name: 'version', timeoutMs: CALL_TIMEOUT_MS, signal }, async (limits) => {
    const { messages } = await machine.version({}, limits);
    const [answer] = messages;
    if (answer?.version === undefined) throw failed('node-not-talos', { address: session.address });
    const short = (text: string | undefined) => cleanLine(text ?? '', SHORT_TEXT_LIMIT);
    return {
      tag: short(answer.version.tag),
      arch: short(answer.version.arch),
      platform: short(answer.platform?.name),
      mode: short(answer.platform?.mode),
    };
  });
}

function apply(
  session: NodeSession,
  machine: Machine,
  { config, dryRun, signal }: { config: string; dryRun: boolean; signal: AbortSignal | undefined },
) {
  const { address } = session;
  return session.call(
    { name: 'apply', timeoutMs: APPLY_TIMEOUT_MS, signal, changesSomething: !dryRun },
    async (limits) => {
      try {
        const data = new TextEncoder().encode(config);
        // The mode's default, REBOOT, is refused by a configured node from Talos 1.14.
        const request = { data, dryRun, mode: ApplyConfigurationRequest_Mode.AUTO };
        const { messages } = await machine.applyConfiguration(request, limits);
        return {
          text: cleanLines(messages.map(({ modeDetails }) => modeDetails).join('\n'), LONG_TEXT_LIMIT),
          warnings: messages.flatMap(({ warnings }) =>
            warnings.slice(0, ENTRY_LIMIT).map((warning) => cleanLine(warning, SENTENCE_LIMIT)),
          ),
        };
      } catch (error) {
        const refusal = refusalOf(error);
        const aboutConfig = [Code.InvalidArgument, Code.FailedPrecondition, Code.Unimplemented];
        if (refusal === null || !aboutConfig.includes(refusal.code)) throw error;
        throw failed('node-refused-config', { node: address, detail: refusal.detail }, error);
      }
    },
  );
}

function readService({ id, state, health }: ServiceInfo) {
  return {
    id: cleanLine(id, SHORT_TEXT_LIMIT),
    state: cleanLine(state, SHORT_TEXT_LIMIT),
    healthy: health === undefined || health.unknown ? null : health.healthy,
    message: cleanLine(health?.lastMessage ?? '', SENTENCE_LIMIT),
  };
}

function readText(
  session: NodeSession,
  { name, limitBytes, signal }: { name: string; limitBytes: number; signal: AbortSignal | undefined },
  start: (limits: { timeoutMs: number; signal: AbortSignal }) => AsyncIterable<{ bytes: Uint8Array }>,
): Promise<string> {
  return session.call({ name, timeoutMs: LOG_TIMEOUT_MS, signal }, async ({ timeoutMs }) => {
    const chunks = itemsOf((stop) => start({ timeoutMs, signal: stop }), signal);
    const bytes = await tailOf(chunks, limitBytes, session.address);
    return cleanLines(new TextDecoder().decode(bytes), limitBytes);
  });
}
