package dev.syncline.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages alone: what they show is what they were given, and is never taken for markup. */
class PagesTest {
  private static final String HOSTILE = "<script>alert('\"&amp;')</script>";
  private static final Frame FRAME =
      new Frame(
          HOSTILE, Frame.Section.SYNCS, List.of(Frame.Section.SYNCS), HOSTILE, HOSTILE, HOSTILE);

  private final Templates templates = new Templates();

  private static SyncsPage.Line line() {
    return new SyncsPage.Line(
        HOSTILE,
        HOSTILE,
        HOSTILE,
        "⇄",
        HOSTILE,
        HOSTILE,
        State.REJECTED,
        HOSTILE,
        HOSTILE,
        HOSTILE,
        HOSTILE,
        7,
        Spark.of(List.of(new Spark.Run(3, false), new Spark.Run(0, true))));
  }

  private void isText(String template, Object page) {
    String html = templates.render(template, page);
    assertThat(html).contains("&lt;script").doesNotContain("<script>", "=\"&lt;script>alert('");
  }

  @Test
  void whatStandsInDataIsText() {
    isText("syncs", new SyncsPage(FRAME, List.of(line()), List.of(HOSTILE)));
    isText(
        "sync",
        new SyncPage(
            FRAME,
            line(),
            List.of(new SyncPage.Fact(HOSTILE, HOSTILE)),
            List.of(
                new SyncPage.RunLine(
                    1, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)),
            List.of(new SyncPage.JobLine(1, HOSTILE, HOSTILE, HOSTILE, false)),
            List.of(
                new SyncPage.Action(HOSTILE, HOSTILE, HOSTILE, false),
                new SyncPage.Action(HOSTILE, HOSTILE, HOSTILE, true)),
            new PlansPart(
                List.of(
                    new PlansPart.Line(1, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)))));
    isText(
        "job",
        new JobPage(
            FRAME, 1, HOSTILE, HOSTILE, HOSTILE, HOSTILE, "", HOSTILE, 0, 0, HOSTILE, State.DUE,
            true));
    isText(
        "run",
        new RunPage(
            FRAME,
            1,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            List.of(new SyncPage.Fact(HOSTILE, HOSTILE)),
            List.of(HOSTILE),
            List.of(
                new RunPage.Operation(
                    HOSTILE,
                    HOSTILE,
                    HOSTILE,
                    HOSTILE,
                    HOSTILE,
                    false,
                    HOSTILE,
                    List.of(new RunPage.Field(HOSTILE, HOSTILE, HOSTILE)))),
            HOSTILE));
    isText("review", review());
    isText(
        "compare",
        new ComparePage(
            FRAME,
            HOSTILE,
            List.of(new ComparePage.Way(HOSTILE, HOSTILE, false, false)),
            List.of(new ComparePage.Module(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)),
            List.of(HOSTILE)));
    isText(
        "conflicts",
        new ConflictsPage(
            FRAME,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            List.of(
                new ConflictsPage.Conflict(
                    1,
                    HOSTILE,
                    HOSTILE,
                    HOSTILE,
                    HOSTILE,
                    HOSTILE,
                    List.of(new ConflictsPage.Field(HOSTILE, HOSTILE, HOSTILE)),
                    List.of(HOSTILE),
                    true)),
            HOSTILE,
            true));
    isText("door", DoorPage.login("/login", HOSTILE, HOSTILE));
    isText("error", new ErrorPage(404, HOSTILE));
  }

  private static ReviewPage review() {
    return new ReviewPage(
        FRAME,
        HOSTILE,
        1,
        HOSTILE,
        HOSTILE,
        1,
        new ReviewPage.Way(HOSTILE, HOSTILE, HOSTILE),
        true,
        HOSTILE,
        List.of(HOSTILE),
        List.of(new ReviewPage.Tab(HOSTILE, HOSTILE, HOSTILE, new ReviewPage.Count(1, 1), true)),
        new ReviewPage.Count(1, 1),
        new ReviewPage.Filter(HOSTILE, HOSTILE, HOSTILE, HOSTILE, List.of(HOSTILE), true, HOSTILE),
        new ReviewPage.Count(1, 1),
        List.of(
            new ReviewPage.Line(
                1,
                HOSTILE,
                HOSTILE,
                HOSTILE,
                HOSTILE,
                HOSTILE,
                HOSTILE,
                true,
                HOSTILE,
                HOSTILE,
                HOSTILE,
                HOSTILE,
                List.of(
                    new ReviewPage.Field(
                        1, HOSTILE, HOSTILE, false, HOSTILE, false, true, true, HOSTILE)),
                true)),
        new ReviewPage.Pages(1, HOSTILE, HOSTILE, HOSTILE),
        new ReviewPage.May(true, true, true, true, true),
        new ReviewPage.Apply(
            HOSTILE,
            HOSTILE,
            HOSTILE,
            true,
            HOSTILE,
            List.of(HOSTILE),
            HOSTILE,
            HOSTILE,
            false,
            1,
            HOSTILE,
            HOSTILE,
            HOSTILE),
        List.of(HOSTILE));
  }

  @Test
  void theSparkLineShowsTheLatestRunsAndSaysThem() {
    Spark spark = Spark.of(List.of(new Spark.Run(100, false), new Spark.Run(0, false)));
    assertThat(spark.bars()).hasSize(2);
    assertThat(spark.bars().getFirst().height()).isEqualTo(Spark.HEIGHT);
    assertThat(spark.bars().getLast().kind()).isEqualTo("idle");
    assertThat(spark.words()).isEqualTo("100 records written in the latest 2 runs");
    assertThat(Spark.of(List.of()).words()).isEqualTo("no run yet");
  }
}
