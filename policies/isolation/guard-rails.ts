import { text, texts, field } from '../assembly/value';
import type { Statement } from './algebra/statement';
import type { OrganizationTree } from './organization';
import type { PolicyDocument } from './policy-documents';

/** Services whose requests resource control policies govern (AWS Organizations user guide, RCP supported services). */
const RCP_SERVICES = ['s3:*', 'sts:*', 'kms:*', 'sqs:*', 'secretsmanager:*', 'ecr:*', 'aoss:*', 'dynamodb:*', 'cognito-idp:*', 'cognito-identity:*'];

/**
 * Denials of the organisation: service control policies on the caller's account and resource control policies on the
 * resource's, attached to the account itself, to the root, or to a unit that the zones file says it stands in. They are
 * set by the management account, which they do not bind and which is out of reach of any zone. They do not bind roles that
 * are linked to services either, and those act for nobody but their own account.
 */
export class GuardRails {
  private readonly control: { readonly targets: readonly string[]; readonly statements: readonly Statement[]; readonly resource: boolean }[] = [];

  public constructor(documents: readonly PolicyDocument[], private readonly tree: OrganizationTree) {
    for (const { resource, statements } of documents) {
      const type = resource.type === 'AWS::Organizations::Policy' ? text(field(resource.properties, 'Type')) : undefined;
      if (type !== 'SERVICE_CONTROL_POLICY' && type !== 'RESOURCE_CONTROL_POLICY') continue;
      const denials = statements.filter(({ effect, doubt }) => effect === 'Deny' && doubt === undefined);
      const governed = type === 'RESOURCE_CONTROL_POLICY';
      this.control.push({
        targets: texts(field(resource.properties, 'TargetIds'), '?'), resource: governed,
        statements: governed ? denials.flatMap(withinServices) : denials,
      });
    }
  }

  /** The denials that hold for requests of principals of `caller` on resources of `target`. */
  public between(caller: string | undefined, target: string): readonly Statement[] {
    if (this.control.length === 0) return [];
    return this.control.filter(({ targets, resource }) => {
      const account = resource ? target : caller;
      return account !== undefined && targets.some((one) => this.tree.binds(one, account));
    }).flatMap(({ statements }) => statements);
  }
}

/** A resource control policy that denies `*` denies it for the services it governs only. */
function withinServices(statement: Statement): Statement[] {
  if (statement.actions === undefined) return [];
  const actions = statement.actions.flatMap((action) => (action === '*' ? RCP_SERVICES : RCP_SERVICES.some((service) => action.startsWith(service.slice(0, -1))) ? [action] : []));
  return actions.length === 0 ? [] : [{ ...statement, actions }];
}
