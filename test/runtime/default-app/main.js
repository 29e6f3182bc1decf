// The npm tarball's Electron has no resources/default_app.asar, so a folder given on its command line would be
// ignored. This gives that back: `electron <folder>` runs the folder's own main. Development and tests only.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const target = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (target === undefined) throw new Error('electron needs the folder of an app as its argument');
const folder = resolve(target);
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
app.setName(manifest.productName ?? manifest.name);
app.setVersion(manifest.version ?? '0.0.0');
app.setAppPath(folder);
// Awaited, because Electron holds back `ready` until its entry module is done; after it enableSandbox throws.
await import(pathToFileURL(join(folder, manifest.main)).href);
