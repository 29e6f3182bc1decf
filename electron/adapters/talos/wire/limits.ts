/** How long we wait for a node and how much we read from it. Stated once, so that tests can name them. */

/** TCP and TLS together. A node on the same switch needs 20 ms; a slow VPN 2 s. */
export const CONNECT_TIMEOUT_MS = 5_000;
/** One question with one answer, and short lists of resources. */
export const CALL_TIMEOUT_MS = 10_000;
/** The node validates, and writes the config to its disk before it answers. */
export const APPLY_TIMEOUT_MS = 60_000;
/** Logs are read to their end; the serial-slow machines of the field need most of this. */
export const LOG_TIMEOUT_MS = 60_000;
/** A whole look at an address: connect, ask for the version, read a handful of resources. */
export const LOOK_TIMEOUT_MS = 8_000;
/** One message. Talos itself allows 32 MiB; nothing that we ask for comes near 8. */
export const ANSWER_LIMIT_BYTES = 8 * 1024 * 1024;
/** All messages of one stream that is read to its end (resources, logs). */
export const STREAM_LIMIT_BYTES = 64 * 1024 * 1024;
/** One resource's YAML. The largest real one, a whole machine config, is under 64 KiB. */
export const SPEC_LIMIT_BYTES = 1024 * 1024;
/** Resources of one type. A node with every service on has under 1,000 of any. */
export const RESOURCE_LIMIT = 20_000;
/** Names, serial numbers, versions: what stands in one line of a list. */
export const SHORT_TEXT_LIMIT = 200;
/** What a node says in words: a refusal, an event. */
export const SENTENCE_LIMIT = 2_000;
/** A dry run's diff and other texts of several lines. */
export const LONG_TEXT_LIMIT = 64 * 1024;
/** After this much silence the kernel asks whether the node is still there; ten answers missing end the connection. */
export const TCP_KEEPALIVE_MS = 5_000;
