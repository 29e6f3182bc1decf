import type { BundleManifest } from '../../shared/domain/bundles/bundle.ts';
import { words } from '../../shared/words/words.ts';
import { sizeWords } from '../ui/sizes.ts';
import { Mono } from '../ui/text/mono.tsx';
import styles from './bundles.module.css';

/** Every entry of a bundle with its size and how many values were taken out of it. */
export function Contents({ manifest }: { readonly manifest: BundleManifest }) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{words('bundles.contents.path')}</th>
          <th scope="col">{words('bundles.contents.size')}</th>
          <th scope="col">{words('bundles.contents.removed')}</th>
        </tr>
      </thead>
      <tbody>
        {manifest.entries.map(({ path, sizeBytes, removed }) => (
          <tr key={path}>
            <td>
              <Mono>{path}</Mono>
            </td>
            <td>{sizeWords(sizeBytes)}</td>
            <td>{Object.values(removed).reduce((sum, count) => sum + count, 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
