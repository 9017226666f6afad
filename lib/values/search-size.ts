import { type Problem, Problems } from './problems';

/** How large an OpenSearch domain is. */
export interface SearchNodes {
  readonly dataNodes: number;
  readonly instanceType: string;
  readonly storageGiB: number;
  readonly dedicatedManagers: boolean;
}

/** Families of data nodes with encryption at rest, fine-grained access control and gp3 volumes, to their sizes. */
const families: Readonly<Record<string, readonly string[]>> = {
  t3: ['medium'],
  m6g: ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge'],
  m7g: ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'],
  m8g: ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'],
  r6g: ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge'],
  r7g: ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'],
  r8g: ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'],
};
const MOST_WITHOUT_MANAGERS = 9;

/** Zones that nodes are spread over evenly: three where that is possible, else two. */
export function zonesOfNodes(dataNodes: number, zones: number): number {
  return zones >= 3 && dataNodes % 3 === 0 ? 3 : 2;
}

/** What of a size OpenSearch Service does not offer, or does not spread evenly. */
export function searchProblems({ dataNodes, instanceType, storageGiB, dedicatedManagers }: SearchNodes): readonly Problem[] {
  const problems = new Problems();
  const few = problems.when(!(Number.isInteger(dataNodes) && dataNodes >= 2 && dataNodes <= 80), { at: 'nodes', must: 'must be a whole number from 2 to 80', got: dataNodes });
  problems.when(!few && dataNodes % 2 !== 0 && dataNodes % 3 !== 0, {
    at: 'nodes', must: 'must spread evenly over two or three availability zones', got: dataNodes, fix: `for example ${dataNodes + 1}`,
  });
  problems.when(!few && dataNodes > MOST_WITHOUT_MANAGERS && !dedicatedManagers, {
    at: 'dedicatedManagers', must: `must be true for more than ${MOST_WITHOUT_MANAGERS} nodes`, got: dedicatedManagers, fix: 'so many data nodes must not keep the cluster together besides',
  });
  const [family = '', size = ''] = instanceType.split('.');
  problems.when(!(Object.hasOwn(families, family) && families[family]?.includes(size)) || instanceType.split('.').length !== 2, {
    at: 'instanceType', must: 'must be a type of data nodes that can be encrypted', got: instanceType, fix: `write it without ".search", for example r8g.large; families are ${Object.keys(families).join(', ')}`,
  });
  problems.when(!(Number.isInteger(storageGiB) && storageGiB >= 10 && storageGiB <= 1024), { at: 'storageGiB', must: 'must be a whole number from 10 to 1024', got: storageGiB });
  return problems.list;
}
