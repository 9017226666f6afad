/** What is wrong with an image. */
export interface ImageFinding {
  /** The wanted condition: `image-holds-no-tools`. */
  readonly rule: string;
  /** Where: a path in the image, or a field of its configuration. */
  readonly at: string;
  readonly found: string;
  readonly fix: string;
}

/** A tool that may stay in the image, until when, and who answers for it. */
export interface ImageException {
  /** The path in the image, whole. */
  readonly path: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day, `YYYY-MM-DD`. */
  readonly until: string;
}
