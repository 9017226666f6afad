import { createHash } from 'node:crypto';

const bands = 100;
const bandWidth = 500;

/**
 * The priority of a listener rule: more specific conditions first, and from their text alone, so that adding a route moves no
 * other. ELB takes 1 to 50000, lower first. `taken` are the priorities in use; a clash takes the next free one.
 */
export function listenerPriority(path: string, host: string | undefined, taken: ReadonlySet<number>): number {
  const specific = path.replace(/\*/g, '').length + (host === undefined ? 0 : 40);
  const band = Math.max(0, bands - 1 - specific);
  const offset = createHash('sha256').update(`${host ?? ''} ${path}`).digest().readUInt32BE(0) % bandWidth;
  let priority = band * bandWidth + offset + 1;
  while (taken.has(priority)) priority = (priority % (bands * bandWidth)) + 1;
  return priority;
}
