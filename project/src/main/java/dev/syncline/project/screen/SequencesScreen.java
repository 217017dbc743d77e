package dev.syncline.project.screen;

import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.List;
import java.util.Map;

/** The sequences: syncs that run one after another. */
public record SequencesScreen(List<Sequence> sequences) implements Screen {
  public SequencesScreen {
    sequences = List.copyOf(sequences);
  }

  /**
   * A sequence.
   *
   * @param syncs names, in order
   * @param stops whether those behind one that failed do not run
   */
  public record Sequence(String name, List<String> syncs, boolean stops) {
    public Sequence {
      syncs = List.copyOf(syncs);
    }
  }

  @Override
  public void text(Page page) {
    if (sequences.isEmpty()) {
      page.line("There are no sequences. Name one under \"sequences\".");
    }
    for (Sequence s : sequences) {
      page.line(
          page.paint(Style.STRONG, s.name())
              + "  "
              + Words.count(s.syncs().size(), "sync")
              + ", "
              + (s.stops() ? "stops where one fails" : "goes on where one fails"));
      page.flow("    ", Style.PLAIN, String.join(" → ", s.syncs()), 4);
    }
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "sequences",
        sequences.stream()
            .map(
                s ->
                    Json.map(
                        "sequence", s.name(),
                        "syncs", s.syncs(),
                        "onFailure", s.stops() ? "stop" : "continue"))
            .toList(),
        "exit",
        exit().number());
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
