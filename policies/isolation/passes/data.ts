import { placeOf } from '../finding';
import { walkTexts } from '../mentions';
import type { ProofContext } from '../proof-context';

/**
 * Disks and databases made from snapshots whose owner the templates do not tell. Copies, replicas, exports and record
 * destinations that name another zone are found where texts name zones; grants on data by the policy passes.
 */
export function dataPass(context: ProofContext): void {
  for (const resource of context.model.resources) {
    const home = context.zoneOf(resource);
    if (!home || !/^AWS::(EC2|RDS|DocDB|Neptune|ElastiCache|MemoryDB|Redshift|FSx|AutoScaling)::/.test(resource.type)) continue;
    walkTexts(resource.properties, [], (found, path) => {
      const name = path.at(-1) ?? '';
      const shared = /^snap-[0-9a-f]{8,}$/.test(found) || (/^(DB|Cluster|Source|Snapshot)\w*(Snapshot)?(Identifier|Arn|Id)$/.test(name) && /snapshot/i.test(name) && found === '*');
      if (!shared) return;
      context.report({
        pass: 'data', kind: 'snapshot-of-untold-owner', verdict: 'UNKNOWN', to: home.name,
        from: context.zones.list.map((zone) => zone.name).filter((zone) => zone !== home.name),
        message: `${resource.logicalId} (${resource.type}) of ${home.name} is made from the snapshot ${found}, whose owner no template tells`,
        way: [placeOf(resource, path, `starts from ${found}`)], why: 'whose data the snapshot holds, the templates do not tell',
        fix: 'restore through a declared pathway that carries masked data, or cover it by a dated assumption',
      });
    });
  }
}
