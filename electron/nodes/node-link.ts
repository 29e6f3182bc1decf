/**
 * How the rest of the engine talks to one lab node. Implemented by `adapters/talos`, faked in `test/fakes`.
 * Errors are `FailureError`s: `node-unreachable`, `node-timeout`, `node-not-talos`, `node-answer-too-large`,
 * `node-refused-us`, `certificate-changed`; each call states its time limit and caps what it reads.
 */
import type { ManagementSign, NodeAnswerKind } from '../../shared/domain/discovery/sighting.ts';

/** A client certificate and the authority that the node's own certificate must chain to, all PEM. */
export interface NodeCredentials {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

export interface NodeTarget {
  readonly address: string;
  readonly port: number;
  /** Base64 SHA-256 of the certificate's SPKI that must be presented; null to accept any in maintenance. */
  readonly fingerprint: string | null;
  /** Null in maintenance mode. */
  readonly credentials: NodeCredentials | null;
}

/** What one look at an address told, without changing anything. */
export interface NodeLook {
  readonly answer: NodeAnswerKind;
  /** Of the certificate presented, whatever stood behind it; null when TLS was not reached. */
  readonly fingerprint: string | null;
  readonly talosVersion: string | null;
  readonly hostname: string | null;
  readonly uuid: string | null;
  readonly serial: string | null;
  readonly product: string | null;
  readonly stage: string | null;
  /** Of physical links, lower case, sorted. */
  readonly macs: readonly string[];
  readonly addresses: readonly string[];
  /** Given with the answer `earlier`. */
  readonly earlier?: EarlierLook;
}

/** What an address showed of a Debian node under Rancher, without a sign-in. */
export interface EarlierLook {
  readonly signs: readonly ManagementSign[];
  readonly system: string | null;
  readonly distribution: string | null;
  readonly kubernetesVersion: string | null;
}

/** One COSI resource; `spec` is the parsed YAML of its spec. */
export interface NodeResource {
  readonly namespace: string;
  readonly type: string;
  readonly id: string;
  readonly version: string;
  readonly spec: unknown;
}

/** One event of the node in a form a person can read. */
export interface NodeEvent {
  readonly id: string;
  readonly kind: 'sequence' | 'phase' | 'task' | 'service' | 'machine' | 'address' | 'config-error' | 'other';
  readonly text: string;
  /** For kind `machine`. */
  readonly stage?: string;
  readonly ready?: boolean;
  readonly unmet?: readonly string[];
}

export interface NodeServiceState {
  readonly id: string;
  readonly state: string;
  readonly healthy: boolean | null;
  readonly message: string;
}

/** An open connection to one node. */
export interface NodeLink {
  readonly fingerprint: string;
  version(
    signal?: AbortSignal,
  ): Promise<{ readonly tag: string; readonly arch: string; readonly platform: string }>;
  /** All resources of a type, for example `list('network', 'LinkStatuses.net.talos.dev')`. */
  list(namespace: string, type: string, signal?: AbortSignal): Promise<readonly NodeResource[]>;
  /** Asks the node to ask a time server. Offset is server minus node, in ms; null when the server did not answer. */
  timeCheck(server: string, signal?: AbortSignal): Promise<{ readonly offsetMs: number } | null>;
  /** Mode AUTO. Throws `node-refused-config` with the node's own words. */
  applyConfiguration(
    config: string,
    options: { readonly dryRun: boolean },
    signal?: AbortSignal,
  ): Promise<{ readonly text: string; readonly warnings: readonly string[] }>;
  /** `already` when the node says AlreadyExists; `not-yet` with its reason when it says FailedPrecondition. */
  bootstrap(
    signal?: AbortSignal,
  ): Promise<
    { readonly result: 'done' | 'already' } | { readonly result: 'not-yet'; readonly reason: string }
  >;
  services(signal?: AbortSignal): Promise<readonly NodeServiceState[]>;
  /** Kept events first (all, or those after `afterId`), then new ones, until the signal or the connection ends. */
  events(options: { readonly afterId: string | null }, signal: AbortSignal): AsyncIterable<NodeEvent>;
  /** Ids of the logs that the node keeps. */
  logIds(signal?: AbortSignal): Promise<readonly string[]>;
  /** The last `tailLines` lines of one log, at most `limitBytes`. */
  log(
    id: string,
    options: { readonly tailLines: number; readonly limitBytes: number },
    signal?: AbortSignal,
  ): Promise<string>;
  dmesg(options: { readonly limitBytes: number }, signal?: AbortSignal): Promise<string>;
  /** The cluster's kubeconfig as YAML. */
  kubeconfig(signal?: AbortSignal): Promise<string>;
  close(): void;
}

/** Opens connections and takes first looks. */
export interface NodeLinks {
  /** Asks an address what it is; `credentials` lets it tell `ours` from `foreign`. Never throws for the node's behaviour. */
  look(
    address: string,
    port: number,
    credentials: NodeCredentials | null,
    signal?: AbortSignal,
  ): Promise<NodeLook>;
  /** Connects and compares the fingerprint on the TLS socket before the first request is sent. */
  open(target: NodeTarget, signal?: AbortSignal): Promise<NodeLink>;
}
