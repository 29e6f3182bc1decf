import { spawn } from 'node:child_process';
import { appEnvironment, machineSwitches } from './app-environment.ts';
import { buildApp } from './build-app.ts';
import { findRuntime } from './find-runtime.ts';
import { projectFolder } from './runtime-cache.ts';
import { say } from './say.ts';
import { ensureSystem } from './system.ts';

// `npm start`: builds the app and opens it for a person. What follows `--` goes to the app, for example --demo.
if (process.platform === 'linux' && !process.env.DISPLAY) {
  say('there is no display here. Run this in a desktop session, or see the app work by itself with:');
  say('  npm run demo -- --headless');
  process.exit(1);
}
const runtime = await findRuntime();
await ensureSystem(runtime.executablePath);
await buildApp();
const app = spawn(runtime.executablePath, [...machineSwitches(), projectFolder, ...process.argv.slice(2)], {
  cwd: projectFolder,
  env: appEnvironment(runtime),
  stdio: 'inherit',
});
// Ctrl-C reaches the app from the terminal as well; this process only waits for it to stop gracefully.
process.on('SIGINT', () => {});
app.once('exit', (code) => process.exit(code ?? 1));
