package dev.syncline.engine.review;

/** The groups in which a person reviews a comparison, in the order in which they ask for care. */
public enum Group {
  /** Something that the written environment has of its own would go. */
  CONFLICTS,
  /** Only the environment it comes from has the record. */
  NEW,
  /** Both have it, and it differs. */
  MODIFIED,
  /** Only the written environment has it. */
  DELETED
}
