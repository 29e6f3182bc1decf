/** The policies of the app's own scheme: what they forbid must fail in the page's tests too. */
export { contentSecurityPolicy as pagePolicy, scanWorkerPolicy } from '../../electron/shell/serve-files.ts';
