package dev.syncline.project.screen;

import dev.syncline.engine.advise.PairAdvice;
import dev.syncline.engine.advise.Proposal;
import dev.syncline.engine.config.ConfigurationWriter.Ids;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.util.Map;

/**
 * What is proposed for two connections of the configuration. Nothing is written.
 *
 * @param ids those that are free for it
 * @param yaml the sync, as it would be written; empty for an outline
 */
public record ProposalScreen(Systems systems, Proposal proposal, Ids ids, String yaml)
    implements Screen {

  @Override
  public void text(Page page) {
    Table table = new Table().left(systems.source(), 40).left(systems.target(), 40).right("keys");
    for (PairAdvice pair : proposal.pairs()) {
      table.row(
          Table.cell(Shown.safe(pair.source().name())),
          Table.cell(Shown.safe(pair.target().name())),
          Table.cell(Words.number(pair.keys().size())));
    }
    page.table(table, 0);
    if (!yaml.isEmpty()) {
      page.blank();
      yaml.lines().forEach(line -> page.line(Shown.safe(line)));
    }
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = new InitScreen(systems, proposal, "", 0).json();
    json.remove("file");
    json.remove("missingTables");
    json.put("yaml", yaml);
    json.put("exit", exit().number());
    return json;
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
