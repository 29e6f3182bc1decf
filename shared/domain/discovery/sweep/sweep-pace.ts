/** How fast a sweep may go, and why not faster. Pure. */
import { type Interval, overlaps, parseRanges } from '../ipv4.ts';
import type { SweepForecast } from '../sweep-report.ts';

/** A quarter of masscan's own default: for networks nobody is sure about. */
export const GENTLE_PER_SECOND = 25;
/** Masscan's own default: as fast as a network with medical devices is ever asked. */
export const CLINICAL_PER_SECOND = 100;
/** A sweep that meets trouble slows down to this and no further; then it stops. */
export const LOWEST_PER_SECOND = 12.5;

export interface PaceRequest {
  readonly choice: 'gentle' | 'normal';
  /** What this system's neighbour table carries; the router does the same work for networks behind it. */
  readonly platformPerSecond: number;
  readonly range: Interval;
  /** Networks with medical devices, CIDR; absent when nobody knows, and then every network counts as one. */
  readonly clinical: readonly string[] | undefined;
}
export type Pace = Pick<SweepForecast, 'perSecond' | 'paceReason'>;

/** Addresses a second for the range, with the reason that holds it there. */
export function paceOf({ choice, platformPerSecond, range, clinical }: PaceRequest): Pace {
  if (choice === 'gentle' && GENTLE_PER_SECOND <= platformPerSecond)
    return { perSecond: GENTLE_PER_SECOND, paceReason: 'gentle' };
  if (isClinical(range, clinical) && CLINICAL_PER_SECOND <= platformPerSecond)
    return { perSecond: CLINICAL_PER_SECOND, paceReason: 'clinical' };
  return { perSecond: platformPerSecond, paceReason: 'platform' };
}

function isClinical(range: Interval, clinical: readonly string[] | undefined): boolean {
  if (clinical === undefined) return true;
  const networks = parseRanges(clinical);
  // One that cannot be read may be the one that holds the range.
  return networks.length !== clinical.length || networks.some((network) => overlaps(network, range));
}
