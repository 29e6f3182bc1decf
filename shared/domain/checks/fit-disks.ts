import type { DiskRule } from '../sites/pack.ts';

/** A disk as a node lists it, as far as choosing one goes. */
export interface DiskFacts {
  readonly sizeBytes: number;
  readonly serial: string;
  /** `nvme`, `sata`, `usb`, `virtio` …; empty for loop devices and the like. */
  readonly transport: string;
  readonly isReadonly: boolean;
  readonly isCdrom: boolean;
}

/** The disks for which every condition of the rule holds. A system is never put on what cannot be written or on a stick. */
export function fitDisks<D extends DiskFacts>(disks: readonly D[], rule: DiskRule): readonly D[] {
  return disks.filter(
    ({ sizeBytes, serial, transport, isReadonly, isCdrom }) =>
      !isReadonly &&
      !isCdrom &&
      transport !== '' &&
      transport !== 'usb' &&
      (rule.serial === undefined || rule.serial === serial) &&
      (rule.transport === undefined || rule.transport === transport) &&
      (rule.minSizeBytes === undefined || sizeBytes >= rule.minSizeBytes),
  );
}

/** The rule in words, such as `nvme, at least 100 GB`. */
export function describeRule({ serial, transport, minSizeBytes }: DiskRule): string {
  const parts = [
    ...(transport === undefined ? [] : [transport]),
    ...(serial === undefined ? [] : [`serial number ${serial}`]),
    ...(minSizeBytes === undefined ? [] : [`at least ${gigabytes(minSizeBytes)} GB`]),
  ];
  return parts.length === 0 ? 'any disk' : parts.join(', ');
}

/** Decimal gigabytes, as printed on disks. */
export function gigabytes(sizeBytes: number): number {
  return Math.round(sizeBytes / 1e9);
}
