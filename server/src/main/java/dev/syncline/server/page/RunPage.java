package dev.syncline.server.page;

import dev.syncline.server.page.SyncPage.Fact;
import java.util.List;

/**
 * A run, and what it wrote.
 *
 * @param sync the sync's name
 * @param tone the class that gives the result its colour; empty for none
 * @param remarks what is to be known of it, a sentence each
 * @param operations the first of them
 * @param left how many more there are
 */
public record RunPage(
    Frame frame,
    long id,
    String sync,
    String kind,
    String result,
    String tone,
    List<Fact> facts,
    List<String> remarks,
    List<Operation> operations,
    String left) {
  public RunPage {
    facts = List.copyOf(facts);
    remarks = List.copyOf(remarks);
    operations = List.copyOf(operations);
  }

  /**
   * Something that was written to a record.
   *
   * @param record its keys, the source's first
   * @param verb create, update or delete
   * @param system where
   * @param done whether it is known to be written
   * @param rule by which it was decided, and why it failed where it did
   */
  public record Operation(
      String task,
      String record,
      String verb,
      String system,
      String outcome,
      boolean done,
      String rule,
      List<Field> fields) {
    public Operation {
      fields = List.copyOf(fields);
    }
  }

  /**
   * A column and what became of it.
   *
   * @param before empty where there was no record
   * @param after empty where there is none any more
   */
  public record Field(String name, String before, String after) {}
}
