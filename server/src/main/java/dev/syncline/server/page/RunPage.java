package dev.syncline.server.page;

import dev.syncline.server.page.SyncPage.Action;
import dev.syncline.server.page.SyncPage.Fact;
import java.util.List;

/**
 * A run, and what it wrote.
 *
 * @param sync the sync's name
 * @param tone the class that gives the result its colour; empty for none
 * @param remarks what is to be known of it, a sentence each
 * @param doing where it is, until it is over
 * @param counts what became of what was planned
 * @param besides what the counts do not say, a line per task
 * @param due what of the sync is due now
 * @param tasks of which the journal is shown
 * @param outcomes of which it is
 * @param search what is looked for in keys
 * @param operations those of this page
 * @param actions what this person may do
 */
public record RunPage(
    Frame frame,
    long id,
    String sync,
    String syncPath,
    String kind,
    String result,
    String tone,
    List<Fact> facts,
    List<String> remarks,
    Following doing,
    List<Answer.Count> counts,
    List<String> besides,
    List<DueLine> due,
    String allDue,
    List<Choice> tasks,
    List<Choice> outcomes,
    String search,
    List<Operation> operations,
    Pager pager,
    List<Action> actions) {
  public RunPage {
    facts = List.copyOf(facts);
    remarks = List.copyOf(remarks);
    counts = List.copyOf(counts);
    besides = List.copyOf(besides);
    due = List.copyOf(due);
    tasks = List.copyOf(tasks);
    outcomes = List.copyOf(outcomes);
    operations = List.copyOf(operations);
    actions = List.copyOf(actions);
  }
}
