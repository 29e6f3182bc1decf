/** The command was wrong; the message says how. */
export class UsageError extends Error {}

export const usage = `rounds <verb> [options]

  enrol FILE                       read an enrolment file
  prepare                          download, verify and keep the site's pack
  pack verify FILE                 verify a pack (FILE.minisig beside it), change nothing
  find [--for S] [--address A] [--sweep CIDR]
                                   listen, ask, and list the nodes
  check [--node NAME]              run the checks from this laptop, or from a node
  provision NAME --slot LABEL --serial TEXT --fingerprint TEXT [--apply HASH]
                                   identify and show the plan; with its hash, apply and follow it
  bundle [--out FILE]              collect, redact, write and verify a support bundle
  sync                             push, pull, and show what is confirmed
  status                           the visit as a task list

Everywhere: --json  --data-dir DIR  --key-file FILE  --enrolment FILE  --interfaces A,B  --demo
NAME is a node's label, host name, serial number or id.

Exit codes: 0 good · 1 done, needs a person · 2 wrong command · 3 could not be done · 4 fault of Rounds · 130 stopped
`;
