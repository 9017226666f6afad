/** The tag by which a plan knows what to back up: whoever makes a resource says there whether it is. */
export interface BackupTag {
  /** Key of the tag. */
  readonly key: string;
  /** Its value. */
  readonly value: string;
}
