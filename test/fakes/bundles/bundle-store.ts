import type { BundleStore } from '../../../electron/bundles/bundles-ports.ts';
import type { BundleRecord } from '../../../shared/domain/bundles/bundle.ts';

/** Records of bundles in memory. Like the real one it takes no id twice. */
export function createFakeBundleStore(): BundleStore {
  const kept: { readonly site: string; readonly record: BundleRecord }[] = [];
  return {
    add: (site, record) => {
      if (kept.some((one) => one.record.id === record.id))
        throw new Error(`bundle ${record.id} is kept already`);
      kept.push({ site, record });
    },
    list: (site) =>
      kept
        .filter((one) => one.site === site)
        .map(({ record }) => record)
        .reverse(),
  };
}
