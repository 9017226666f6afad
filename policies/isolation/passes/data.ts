import type { Resource } from '../../assembly/assembly-model';
import { placeOf } from '../finding';
import { walkTexts } from '../mentions';
import type { ProofContext } from '../proof-context';
import { carried } from './carriers';

/** Types that start from a snapshot or an image. */
const STARTS = /^AWS::(EC2|RDS|DocDB|Neptune|ElastiCache|MemoryDB|Redshift|RedshiftServerless|FSx|AutoScaling|ImageBuilder|Batch|EKS|WorkSpaces|SageMaker)::/;

/** Copies, exports, records and events that lead to another zone, and what is made from data of an untold owner. */
export function dataPass(context: ProofContext): void {
  carried(context, 'data');
  for (const resource of context.model.resources) if (STARTS.test(resource.type)) untoldOwners(context, resource);
}

function untoldOwners(context: ProofContext, resource: Resource): void {
  const home = context.zoneOf(resource);
  if (!home) return;
  walkTexts(resource.properties, [], (found, path) => {
    const kind = originOf(found, path.at(-1) ?? '');
    if (kind === undefined) return;
    context.report({
      pass: 'data', kind: `${kind}-of-untold-owner`, verdict: 'UNKNOWN', to: home.name,
      from: context.zones.list.map((zone) => zone.name).filter((zone) => zone !== home.name),
      message: `${resource.logicalId} (${resource.type}) of ${home.name} is made from the ${kind} ${found}, whose owner no template tells`,
      way: [placeOf(resource, path, `starts from ${found}`)],
      why: kind === 'image' ? 'who made the image, the templates do not tell' : 'whose data the snapshot holds, the templates do not tell',
      fix: kind === 'image' ? 'take the image from a public parameter of AWS or build it in the own account, or cover it by a dated assumption' : 'restore through a declared pathway that carries masked data, or cover it by a dated assumption',
    });
  });
}

function originOf(found: string, name: string): 'snapshot' | 'image' | undefined {
  if (/^ami-[0-9a-f]{8,}$/.test(found)) return 'image';
  const shared = /^snap-[0-9a-f]{8,}$/.test(found) || (/^(DB|Cluster|Source|Snapshot)\w*(Snapshot)?(Identifier|Arn|Id)$/.test(name) && /snapshot/i.test(name) && found === '*');
  return shared ? 'snapshot' : undefined;
}
