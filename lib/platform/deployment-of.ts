import { createHash } from 'node:crypto';
import { DeploymentPathway } from '../../constructs/pathways/deployment-pathway';

/** The end of a deployment that is deployed to. */
export interface Deployed {
  readonly name: string;
  readonly account: string;
  readonly region: string;
}

/** What both ends of a deployment must know. */
export interface DeploymentNames {
  readonly prefix: string;
  readonly delivery: { readonly account: string };
}

/** Characters that a qualifier of the CDK bootstrap may have. */
const longest = 10;

/** How the delivery account deploys one environment: with one role there, and with roles in the environment that no other role can take (ISL-12). */
export function deploymentOf({ name, account, region }: Deployed, { prefix, delivery }: DeploymentNames): DeploymentPathway {
  return new DeploymentPathway({
    deliveryAccount: delivery.account,
    pipelineRoleName: `deliver-${name}`,
    environmentAccount: account,
    region,
    qualifier: qualifierOf(name),
    stackPrefix: `${name}-`,
    externalId: `${prefix}/deploy/${name}`,
  });
}

/** How the names of the three roles that deploy an environment begin: one pattern, since a boundary has little room. No other role may have such a name. */
export function deploymentRolesOf({ qualifier }: DeploymentPathway): string {
  return `${qualifier}-deployment-*`;
}

/** The name itself where it fits; else its beginning and a digest, so that two long names that begin alike stay apart. */
function qualifierOf(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (plain === name && plain.length <= longest) return plain;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 5);
  return `${plain.slice(0, longest - digest.length)}${digest}`;
}
