/**
 * What the checks need of the world. Every call says within which time it answers; what the network does
 * (refuses, stays silent) is a value, and only "it could not be asked from here" is a `FailureError`.
 */
import type { CheckReport } from '../../shared/domain/checks/check.ts';

/** One network interface of this laptop. */
export interface HostInterface {
  readonly name: string;
  readonly kind: 'wired' | 'wireless' | 'loopback' | 'virtual' | 'unknown';
  /** Whether a cable (or radio link) with a living other end is there; null when the system does not say. */
  readonly carrier: boolean | null;
  readonly speedMbit: number | null;
  readonly duplex: 'full' | 'half' | null;
  /** IPv4 addresses with prefix length, such as `10.20.4.77/24`. */
  readonly addresses: readonly string[];
}

/** What the system's neighbour table says of an address. */
export type Neighbour =
  | { readonly state: 'known'; readonly mac: string }
  | { readonly state: 'absent' }
  /** The table cannot be read on this system. */
  | { readonly state: 'unreadable' };

/** What this laptop's system knows about its own network. Answers within 5 s. */
export interface HostNetwork {
  interfaces(signal: AbortSignal): Promise<readonly HostInterface[]>;
  neighbour(address: string, signal: AbortSignal): Promise<Neighbour>;
}

export interface TcpTarget {
  readonly address: string;
  readonly port: number;
}
/** How an address and port answered a TCP connect; `silent` after the time limit. */
export interface TcpAnswer {
  readonly state: 'open' | 'refused' | 'silent' | 'unreachable';
  readonly tookMs: number;
}
/** Where from and how long: `localAddress` null lets the system choose. */
export interface ProbeOptions {
  readonly localAddress: string | null;
  readonly timeoutMs: number;
}
export interface TcpProbe {
  /** Connects and closes at once with a reset, so that nothing lingers on either side. */
  connect(target: TcpTarget, options: ProbeOptions, signal: AbortSignal): Promise<TcpAnswer>;
}

/** What came back after a TLS ClientHello. */
export type TlsAnswer =
  | {
      readonly state: 'presented';
      /** Base64 SHA-256 of the leaf's SPKI. */
      readonly spkiSha256: string;
      /** Distinguished names, one line each, capped at 300 characters: untrusted text. */
      readonly subject: string;
      readonly issuer: string;
      readonly tookMs: number;
    }
  | { readonly state: 'refused' | 'unreachable' | 'silent' | 'reset' | 'not-tls' };
export interface TlsProbe {
  /** Reads the certificate that is presented for `host`; trusts nothing and sends no data. */
  handshake(
    target: TcpTarget & { readonly host: string },
    options: ProbeOptions,
    signal: AbortSignal,
  ): Promise<TlsAnswer>;
}

/** One answer of one name server. `none`: it answered honestly that there is no such name or no address. */
export type NameAnswer =
  | { readonly state: 'addresses'; readonly addresses: readonly string[]; readonly tookMs: number }
  | { readonly state: 'none'; readonly tookMs: number }
  | { readonly state: 'refused' | 'silent' | 'broken' };
export interface NameServers {
  /** Asks one server for the IPv4 addresses of a name; never the system's resolver, hosts file or cache. */
  resolve(server: TcpTarget, name: string, options: ProbeOptions, signal: AbortSignal): Promise<NameAnswer>;
}

/** `offsetMs` is server minus laptop. `unsynchronised`: it answered that it does not know the time itself. */
export type TimeAnswer =
  | {
      readonly state: 'time';
      readonly offsetMs: number;
      readonly roundTripMs: number;
      readonly stratum: number;
    }
  | { readonly state: 'silent' | 'refused' | 'unsynchronised' | 'broken' };
export interface TimeServers {
  ask(server: TcpTarget, options: ProbeOptions, signal: AbortSignal): Promise<TimeAnswer>;
}

/** Keeps reports, whole, per site. */
export interface ReportStore {
  add(site: string, report: CheckReport): void;
  /** The newest report of each vantage, newest first. */
  latest(site: string): readonly CheckReport[];
}
