import type { Client } from '@connectrpc/connect';
import { parse } from 'yaml';
import { failed } from '../../../shared/failure/failure.ts';
import type { NodeResource } from '../../nodes/node-link.ts';
import type { Resource, State } from './gen/cosi_resource_pb.js';
import { cleanLine, cleanValue } from './wire/clean-text.ts';
import {
  CALL_TIMEOUT_MS,
  RESOURCE_LIMIT,
  SHORT_TEXT_LIMIT,
  SPEC_LIMIT_BYTES,
  STREAM_LIMIT_BYTES,
} from './wire/limits.ts';
import type { NodeSession } from './wire/node-session.ts';
import { itemsOf } from './wire/read-stream.ts';

/** Aliases let a few bytes of YAML unfold to gigabytes; Talos writes none. */
const MAX_ALIASES = 10;

/** All resources of one type, in the order in which the node sends them. Throws as `NodeLink` says. */
export function listResources(
  session: NodeSession,
  state: Client<typeof State>,
  { namespace, type, signal }: { namespace: string; type: string; signal?: AbortSignal | undefined },
): Promise<readonly NodeResource[]> {
  const { address } = session;
  return session.call({ name: `list ${type}`, timeoutMs: CALL_TIMEOUT_MS, signal }, async (limits) => {
    const found: NodeResource[] = [];
    let readBytes = 0;
    const stream = itemsOf((stop) => state.list({ namespace, type }, { ...limits, signal: stop }), signal);
    for await (const { resource } of stream) {
      if (resource === undefined) continue;
      readBytes += resource.spec?.yamlSpec.length ?? 0;
      if (found.length >= RESOURCE_LIMIT || readBytes > STREAM_LIMIT_BYTES) {
        throw failed('node-answer-too-large', { address, limitBytes: STREAM_LIMIT_BYTES });
      }
      found.push(readResource(resource, address));
    }
    return found;
  });
}

/** A resource with its YAML parsed and cleaned. Throws `node-answer-too-large`, `node-not-talos`. */
export function readResource({ metadata, spec }: Resource, address: string): NodeResource {
  const short = (text: string | undefined) => cleanLine(text ?? '', SHORT_TEXT_LIMIT);
  return {
    namespace: short(metadata?.namespace),
    type: short(metadata?.type),
    id: short(metadata?.id),
    version: short(metadata?.version),
    spec: readSpec(spec?.yamlSpec ?? '', address),
  };
}

function readSpec(yaml: string, address: string): unknown {
  if (yaml.length > SPEC_LIMIT_BYTES) {
    throw failed('node-answer-too-large', { address, limitBytes: SPEC_LIMIT_BYTES });
  }
  try {
    return cleanValue(parse(yaml, { maxAliasCount: MAX_ALIASES, logLevel: 'error' }), SPEC_LIMIT_BYTES);
  } catch (error) {
    // Not YAML, too many aliases, or nested deeper than the stack: nothing that Talos writes.
    throw failed('node-not-talos', { address }, error);
  }
}
