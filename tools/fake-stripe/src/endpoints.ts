/** Where webhooks go. */
import { invalid } from './refusal.ts';
import { API_VERSION, type Endpoint, newId, now, type World } from './world.ts';

type EndpointInput = {
  url: string;
  enabled_events: string[];
  connect?: boolean;
  api_version?: string;
  secret?: string;
};

/** The answer holds the secret, this once. */
export function addEndpoint(
  world: World,
  { url, enabled_events, connect = false, api_version, secret = newId('whsec', 16) }: EndpointInput,
): object {
  if (api_version !== undefined && api_version !== API_VERSION)
    throw invalid(`This stand-in speaks ${API_VERSION} alone.`, { param: 'api_version' });
  const endpoint = { id: newId('we', 12), url, secret, connect, events: enabled_events, enabled: true };
  world.endpoints.push(endpoint);
  return { ...endpointObject(world, endpoint), secret };
}

export function endpointObject(world: World, { id, url, connect, events, enabled }: Endpoint): { id: string } {
  return {
    id,
    object: 'webhook_endpoint',
    api_version: API_VERSION,
    application: connect ? world.clientId : null,
    created: now(world),
    description: null,
    enabled_events: events,
    livemode: false,
    metadata: {},
    status: enabled ? 'enabled' : 'disabled',
    url,
  } as { id: string };
}
