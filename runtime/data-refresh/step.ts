import { type Destruction } from './destroy-run';
import { type RefreshRequest } from './refresh-request';

/** The word of the second person, as the approval function passes it on. */
export interface Approval {
  readonly approver: string;
  readonly decision: string;
  readonly at: string;
}

/** What the run knows of itself after its first step. */
export interface Run {
  readonly id: string;
  readonly request: RefreshRequest;
  /** When the run is given up, as an ISO 8601 instant. */
  readonly deadline: string;
  /** Where the masked copy goes. */
  readonly bucket: string;
  /** Alias of the key there, as an ARN. */
  readonly key: string;
  /** The database inside the cluster. */
  readonly database: string;
  /** Columns that list documents: `schema.table:key:type:bytes`; empty where the dataset has none. */
  readonly documents: string;
}

/** How a step of the machine failed, as Step Functions tells it. */
export interface Failure {
  readonly Error?: string;
  readonly Cause?: string;
}

/** What is known at the end. */
export interface Ending {
  readonly run?: Run;
  readonly request?: RefreshRequest;
  readonly approval?: Approval;
  readonly snapshot?: { readonly arn: string; readonly taken: string };
  readonly failure?: Failure;
  readonly destruction?: Destruction;
  readonly receipt?: object;
}

/** The steps of the state machine, each one call; every step may be repeated. */
export type Step =
  | { readonly step: 'begin'; readonly id: string; readonly started: string; readonly request: RefreshRequest }
  | { readonly step: 'ask'; readonly run: Run; readonly token: string; readonly entered: string }
  | { readonly step: 'copy' | 'copied' | 'restore' | 'restored' | 'planned' | 'receive'; readonly run: Run }
  | { readonly step: 'destroy'; readonly id: string; readonly before: Destruction }
  | { readonly step: 'record'; readonly id: string; readonly started: string; readonly state: Ending };
