import type { MessageInitShape } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import {
  type ApplyConfigurationRequest,
  type ApplyConfigurationResponseSchema,
  ApplyConfigurationRequest_Mode as Mode,
} from '../../../../electron/adapters/talos/gen/talos_machine_lifecycle_pb.js';
import { configDiff } from '../config/config-diff.ts';
import { ConfigRefused, parseMachineConfig } from '../config/parse-config.ts';
import { type AcceptedConfig, validateConfig } from '../config/validate-config.ts';
import { isAdmin, notAuthorized } from '../gate/access.ts';
import type { Machine } from '../machine.ts';
import { needsReboot, putInForce, tryInForce } from './put-in-force.ts';

type Answer = MessageInitShape<typeof ApplyConfigurationResponseSchema>;

/** How long the node looks at a configuration, and so refuses a second one. */
const LOOKING_SECONDS = 0.5;
/** The proto's own default for a trial. */
const TRIAL_SECONDS = 60;

const DETAILS: Readonly<Record<number, string>> = {
  [Mode.REBOOT]: 'Applied configuration with a reboot',
  [Mode.NO_REBOOT]: 'Applied configuration without a reboot',
  [Mode.TRY]: 'Applied configuration without a reboot',
  [Mode.STAGED]: 'Staged configuration to be applied after the next reboot',
};

/** Takes, tries, stages or only judges a configuration, by the rules of the node's version and state. */
export async function applyConfiguration(
  machine: Machine,
  request: ApplyConfigurationRequest,
  caller: { roles: ReadonlySet<string>; signal: AbortSignal },
): Promise<Answer> {
  refuseUnfit(machine, request, caller.roles);
  machine.isApplying = true;
  try {
    await machine.clock.pass(LOOKING_SECONDS, caller.signal);
    if (!request.dryRun) loseDisk(machine);
    const accepted = judge(machine, request.data);
    const mode = realMode(machine, request.mode, accepted);
    const answer = request.dryRun ? dryRun(machine, accepted, mode) : take(machine, accepted, mode, request);
    if (request.dryRun) loseDisk(machine);
    return answer;
  } finally {
    machine.isApplying = false;
  }
}

function refuseUnfit(
  machine: Machine,
  { mode }: ApplyConfigurationRequest,
  roles: ReadonlySet<string>,
): void {
  if (machine.options.profile === 'agent')
    throw new ConnectError('API is not implemented in agent mode', Code.Unimplemented);
  if (machine.isApplying) {
    throw new ConnectError('another apply configuration is already in progress', Code.FailedPrecondition);
  }
  if (machine.isConfigured && machine.runSignal.aborted) {
    throw new ConnectError(
      'configuration was already applied and node is rebooting, cannot apply more configuration changes until next reboot',
      Code.FailedPrecondition,
    );
  }
  if (machine.isConfigured && !isAdmin(roles)) throw notAuthorized();
  if (machine.habits.refuseConfig !== undefined)
    throw new ConnectError(machine.habits.refuseConfig, Code.InvalidArgument);
  const isOldMaintenance = machine.minor < 13 && !machine.isConfigured;
  if (isOldMaintenance && (mode === Mode.NO_REBOOT || mode === Mode.STAGED)) {
    throw new ConnectError(
      `apply configuration --mode='${modeText(mode)}' is not supported in maintenance mode`,
      Code.Unimplemented,
    );
  }
  if (machine.isConfigured && machine.minor >= 14 && mode === Mode.REBOOT) {
    throw new ConnectError(
      'the REBOOT mode is not supported, please use AUTO or NO_REBOOT modes instead',
      Code.Unimplemented,
    );
  }
}

function judge(machine: Machine, data: Uint8Array): AcceptedConfig {
  try {
    const config = parseMachineConfig(data, machine.minor);
    if (machine.isConfigured && config.main === null) {
      throw new ConfigRefused(
        "the applied machine configuration doesn't contain v1alpha1 config, did you mean to patch the machine config instead?",
      );
    }
    return validateConfig(
      config,
      machine.minor,
      machine.persisted.systemDisk === null ? machine.disks : null,
    );
  } catch (error) {
    if (error instanceof ConfigRefused) throw new ConnectError(error.message, Code.InvalidArgument);
    throw error;
  }
}

function realMode(machine: Machine, asked: Mode, accepted: AcceptedConfig): Mode {
  if (!machine.isConfigured) return asked === Mode.AUTO || asked === Mode.REBOOT ? Mode.NO_REBOOT : asked;
  if (machine.minor >= 14) return asked === Mode.AUTO ? Mode.NO_REBOOT : asked;
  const mustReboot = needsReboot(machine.active, accepted);
  if (asked === Mode.AUTO) return mustReboot ? Mode.REBOOT : Mode.NO_REBOOT;
  if (mustReboot && (asked === Mode.NO_REBOOT || asked === Mode.TRY)) {
    throw new ConnectError("this config change can't be applied in immediate mode", Code.InvalidArgument);
  }
  return asked;
}

function dryRun(machine: Machine, accepted: AcceptedConfig, mode: Mode): Answer {
  if (machine.minor < 13 && !machine.isConfigured) {
    return {
      messages: [
        {
          modeDetails: 'Dry run summary:\nNode is running in maintenance mode and does not have a config yet',
        },
      ],
    };
  }
  const diff = configDiff(machine.active?.config.text ?? '', accepted.config.text) || 'No changes.';
  const modeDetails = `Dry run summary:\n${DETAILS[mode]} (skipped in dry-run).\nConfig diff:\n\n${diff}`;
  return { messages: [{ mode, modeDetails }] };
}

function take(
  machine: Machine,
  accepted: AcceptedConfig,
  mode: Mode,
  request: ApplyConfigurationRequest,
): Answer {
  machine.kernel.talos(`apply config request: mode ${modeText(mode)}`);
  if (mode !== Mode.TRY) machine.trial?.abort();
  let modeDetails = DETAILS[mode] ?? '';
  if (mode === Mode.TRY) {
    const seconds = Number(request.tryModeTimeout?.seconds ?? TRIAL_SECONDS);
    tryInForce(machine, accepted, seconds);
    modeDetails += `\nThe config is applied in 'try' mode and will be automatically reverted back in ${seconds}s`;
  } else if (mode === Mode.STAGED) {
    machine.persisted.config = accepted;
  } else {
    putInForce(machine, accepted, mode === Mode.REBOOT);
  }
  const warnings = [...accepted.warnings];
  const isOld = machine.minor < 13 && machine.persisted.systemDisk === null;
  return { messages: [isOld ? { warnings } : { warnings, mode, modeDetails }] };
}

/** The habit `diskDisappears`: once, and for good. */
function loseDisk(machine: Machine): void {
  const { diskDisappears } = machine.habits;
  if (diskDisappears === undefined || machine.lostDisks.has(diskDisappears)) return;
  machine.lostDisks.add(diskDisappears);
  machine.changed();
}

function modeText(mode: Mode): string {
  return (Mode[mode] ?? String(mode)).toLowerCase().replace('_', '-');
}
