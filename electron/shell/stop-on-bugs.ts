import { app, dialog } from 'electron';

/** Ends the app on an error that nobody caught, instead of Electron's dialog that stops everything and waits. Nothing is lost: what was done is on disk. */
export function stopOnBugs(): void {
  const stop = (error: unknown) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${text}\n`);
    if (app.isPackaged) dialog.showErrorBox('Rounds had to stop', text);
    app.exit(1);
  };
  process.on('uncaughtException', stop);
  process.on('unhandledRejection', stop);
}
