import { appendScript } from './appends.ts';
import { groupScript } from './groups.ts';
import { lastingScript } from './lasting.ts';
import { readScript } from './reads.ts';
import type { Scenario } from './recording.ts';
import type { Script } from './run.ts';
import { sizeScript } from './sizes.ts';
import { subscriptionScript } from './subscriptions.ts';

/** What is special about walking a scenario. */
export function scriptOf({ section, name }: Scenario): Script {
  if (section === 'A' || section === 'B') return appendScript(name);
  if (section === 'C') return sizeScript(name);
  if (section === 'E') return readScript(name);
  if (section === 'F') return subscriptionScript(name);
  return section === 'G' ? groupScript(name) : lastingScript(name);
}
