import type { Attacker } from '../attacker';
import { field, text } from '../../assembly/value';
import { placeOf } from '../finding';
import type { ProofContext } from '../proof-context';
import { carried } from './carriers';

const APPROVE = ['codepipeline:PutApprovalResult'];
const CHANGE = ['codepipeline:UpdatePipeline', 'codebuild:UpdateProject', 'codecommit:GitPush', 'codepipeline:OverrideStageCondition'];

/** Who deploys a stack, and whether one pair of hands both changes and approves. */
export function deliveryPass(context: ProofContext): void {
  carried(context, 'delivery');
  deployers(context);
  untoldProducts(context);
  sameHands(context);
}

/** Roles and buckets in the manifest with which a stack is deployed must be of its own account or of a declared deliverer. */
function deployers(context: ProofContext): void {
  const finder = context.mentions;
  for (const stack of context.model.stacks) {
    const home = context.zones.ofAccount(stack.account);
    if (!home) continue;
    for (const [name, value] of Object.entries(stack.deployment ?? {})) {
      for (const { zone } of finder.find(value, home)) {
        const told = name.startsWith('notificationArns') && context.zones.pathwaysOf(zone.name, home.name).some(({ carries }) => carries === 'log-delivery' || carries === 'monitoring');
        if (told || context.zones.pathwaysFrom(zone.name, home.name).some(({ carries }) => carries === 'deploy')) continue;
        context.report({
          pass: 'delivery', kind: 'deployed-by-zone', verdict: 'LEAK', from: [zone.name], to: home.name,
          message: `${stack.path} of ${home.name} is deployed with ${name} ${value}, which belongs to ${zone.name}`,
          way: [{ stack, path: [], says: `is deployed with ${name} ${value}` }],
          fix: 'deploy each stack with the roles and the asset bucket of its own account, or declare the pathway',
        });
      }
    }
  }
}

/** Products and extensions that somebody publishes: what they make is not in the templates. */
function untoldProducts(context: ProofContext): void {
  for (const resource of context.model.ofType('AWS::ServiceCatalog::AcceptedPortfolioShare', 'AWS::CloudFormation::TypeActivation')) {
    const home = context.zoneOf(resource);
    if (!home || text(field(resource.properties, 'PortfolioId'))?.includes(`⟨${resource.account}|`)) continue;
    context.report({
      pass: 'delivery', kind: 'product-of-untold-owner', verdict: 'UNKNOWN', from: context.zones.list.map(({ name }) => name).filter((name) => name !== home.name), to: home.name,
      message: `${resource.logicalId} (${resource.type}) of ${home.name} takes what somebody else publishes`, way: [placeOf(resource, [], 'takes what is published')],
      why: 'who publishes it, the templates do not tell', fix: 'publish it in the own account, or cover it by a dated assumption',
    });
  }
}

/** Segregation of duties: a role that approves releases must not be able to change what is released. */
function sameHands(context: ProofContext): void {
  for (const role of context.model.ofType('AWS::IAM::Role')) {
    const home = context.zoneOf(role);
    const layers = context.identities.layersOf(role);
    const mentions = layers.flat().some(({ actions }) => actions?.some((action) => action.toLowerCase().startsWith('codepipeline:')));
    if (!home || !mentions || !takenByPeople(context, role.key)) continue;
    const attacker: Attacker = { kind: 'role', account: role.account ?? '', arn: role.key, layers };
    const may = (actions: readonly string[]): boolean => context.ask(attacker, role.account ?? '', [{ effect: 'Allow', conditions: [], place: 'identity' }], { actions }).answer === 'yes';
    if (!may(APPROVE) || !may(CHANGE)) continue;
    context.report({
      pass: 'delivery', kind: 'same-hands', verdict: 'LEAK', from: context.zones.list.map(({ name }) => name).filter((name) => name !== home.name), to: home.name,
      message: `${role.logicalId} of ${home.name} can both change the pipeline and approve its releases`,
      way: [placeOf(role, [], 'may approve and change')], fix: 'deny codepipeline:UpdatePipeline and its kin to whoever approves',
    });
  }
}

/** Roles that only services assume are no pair of hands. */
function takenByPeople(context: ProofContext, key: string): boolean {
  return context.grants.some((grant) => grant.kind === 'trust' && grant.resource.key === key
    && grant.statements.some(({ effect, principals }) => effect === 'Allow' && (principals === undefined || principals.everyone || principals.aws.length > 0 || principals.federated.length > 0)));
}
