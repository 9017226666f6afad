import { fixed, readOnly } from '../values/read-only';

/** Where the data of an environment comes from. */
export enum DataMode {
  /** It is the production data. */
  LIVE = 'live',
  /** Masked production data, delivered by the refresh pipeline. */
  MASKED = 'masked',
  /** Made up. */
  SYNTHETIC = 'synthetic',
  /** None is loaded. */
  NONE = 'none',
}

/** Which masking policy makes production data fit for another environment. */
export interface MaskingPolicy {
  /** Its name: lower case letters, digits and hyphens. */
  readonly name: string;

  /** Its version, for example `1.4.0` (semantic versioning): a refresh can be repeated and audited only for a fixed one. */
  readonly version: string;

  /**
   * The SHA-256 of the policy's file, 64 hexadecimal digits: the masking job refuses a file that differs.
   * @default - name and version identify the policy
   */
  readonly sha256?: string;
}

/** Which made-up data an environment is filled with. */
export interface SyntheticDataSet {
  /** Its name: lower case letters, digits and hyphens. */
  readonly name: string;

  /** Its version, for example `1.4.0` (semantic versioning). */
  readonly version: string;
}

/** Options of masked data. */
export interface MaskedDataOptions {
  /**
   * Made-up data that is added to the masked data, for what must not even exist as a masked record.
   * @default - masked data only
   */
  readonly syntheticData?: SyntheticDataSet;
}

/**
 * Where the data of an environment comes from (ISO 27001:2022 controls 8.31 and 8.33). Live data is refused outside production, and masked data
 * without the masking policy that made it.
 *
 * @example
 * const data = DataPolicy.masked({ name: 'projects', version: '1.4.0' });
 */
export class DataPolicy {
  /** The environment holds the production data. Production only. */
  public static live(): DataPolicy {
    return new DataPolicy(DataMode.LIVE);
  }

  /** The environment is filled by the refresh pipeline with production data that `policy` has masked, and that was verified. */
  public static masked(policy: MaskingPolicy, options?: MaskedDataOptions): DataPolicy {
    return new DataPolicy(DataMode.MASKED, readOnly(policy), readOnly(options?.syntheticData));
  }

  /** The environment is filled with made-up data. */
  public static synthetic(dataSet: SyntheticDataSet): DataPolicy {
    return new DataPolicy(DataMode.SYNTHETIC, undefined, readOnly(dataSet));
  }

  /** Nothing is loaded into the environment. */
  public static none(): DataPolicy {
    return new DataPolicy(DataMode.NONE);
  }

  private constructor(
    /** Where the data comes from. */
    public readonly mode: DataMode,
    /** The masking policy; only when masked. */
    public readonly masking?: MaskingPolicy,
    /** The made-up data; always when synthetic, on request when masked. */
    public readonly syntheticData?: SyntheticDataSet,
  ) {
    fixed(this);
  }
}
