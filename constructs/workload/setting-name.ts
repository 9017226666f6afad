import { IConstruct } from 'constructs';

/** Name of the environment variable for a fact about `construct`: `ledger` and `HOST` give `LEDGER_HOST`. */
export function settingName(construct: IConstruct, fact: string): string {
  const words = construct.node.id.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/[^A-Za-z0-9]+/g, '_');
  return `${words}_${fact}`.toUpperCase();
}
