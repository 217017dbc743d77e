package dev.syncline.server.page;

import java.util.List;

/**
 * Something that was, or would be, written to a record.
 *
 * @param record its keys, the source's first
 * @param path the page of the record; empty for none
 * @param verb create, update, delete, or what else becomes of it
 * @param system where
 * @param outcome what became of it, where that is to be said; else empty
 * @param tone the class that gives that its colour
 * @param rule by which it was decided, and why it failed where it did
 * @param when at which moment; empty where it was not yet
 * @param run the number of the run; empty where that goes without saying
 */
public record Operation(
    String task,
    String record,
    String path,
    String verb,
    String system,
    String outcome,
    String tone,
    String rule,
    String when,
    String run,
    List<Field> fields) {
  public Operation {
    fields = List.copyOf(fields);
  }

  /**
   * A column and what became of it.
   *
   * @param before empty where there was no record
   * @param after empty where there is none any more
   */
  public record Field(String name, String before, String after) {}
}
