// The npm tarball's Electron has no resources/default_app.asar, so a folder given on its command line would be
// ignored. This gives that back: `electron <folder>` runs the folder's own main. Development and tests only.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const preloads = [];
let target;
for (let index = 1; index < process.argv.length && target === undefined; index++) {
  const argument = process.argv[index];
  if (argument === '-r') preloads.push(process.argv[++index]);
  else if (!argument.startsWith('-')) target = argument;
}
if (target === undefined) throw new Error('electron needs the folder of an app as its argument');
const folder = resolve(target);
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
app.setName(manifest.productName ?? manifest.name);
app.setVersion(manifest.version ?? '0.0.0');
app.setAppPath(folder);
const require = createRequire(import.meta.url);
for (const preload of preloads) require(resolve(preload));
// Awaited, because Electron holds back `ready` until its entry module is done; after it enableSandbox throws.
await import(pathToFileURL(join(folder, manifest.main)).href);
