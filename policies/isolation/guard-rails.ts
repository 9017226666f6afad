import { text, texts, field } from '../assembly/value';
import type { Statement } from './algebra/statement';
import type { PolicyDocument } from './policy-documents';

/** Services whose requests resource control policies govern (AWS Organizations user guide, RCP supported services). */
const RCP_SERVICES = ['s3:*', 'sts:*', 'kms:*', 'sqs:*', 'secretsmanager:*'];

/**
 * Denials of the organisation: service control policies on the caller's account and resource control policies on the
 * resource's. Only policies attached to the account itself or to the root count; which accounts an organisational unit
 * holds, the templates do not tell. They are set by the management account, out of reach of any zone.
 */
export class GuardRails {
  private readonly control: { readonly targets: readonly string[]; readonly statements: readonly Statement[]; readonly resource: boolean }[] = [];

  public constructor(documents: readonly PolicyDocument[]) {
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
      return account !== undefined && (targets.includes(account) || targets.some((one) => one.startsWith('r-')));
    }).flatMap(({ statements }) => statements);
  }
}

/** A resource control policy that denies `*` denies it for the services it governs only. */
function withinServices(statement: Statement): Statement[] {
  if (statement.actions === undefined) return [];
  const actions = statement.actions.flatMap((action) => (action === '*' ? RCP_SERVICES : RCP_SERVICES.some((service) => action.startsWith(service.slice(0, -1))) ? [action] : []));
  return actions.length === 0 ? [] : [{ ...statement, actions }];
}
