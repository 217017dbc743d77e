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
            List.of(new SyncPage.Action(HOSTILE, HOSTILE, HOSTILE)),
            true));
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
    whatIsEditedIsText();
    isText("door", DoorPage.login("/login", HOSTILE, HOSTILE));
    isText("error", new ErrorPage(404, HOSTILE));
  }

  private void whatIsEditedIsText() {
    List<String> hostile = List.of(HOSTILE);
    isText(
        "connections",
        new ConnectionsPage(
            FRAME,
            List.of(
                new ConnectionsPage.Line(
                    HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, hostile, HOSTILE,
                    hostile)),
            hostile,
            false,
            hostile));
    for (ConnectionFormPage.Kind kind : ConnectionFormPage.Kind.values()) {
      isText(
          "connection",
          new ConnectionFormPage(
              FRAME,
              true,
              HOSTILE,
              HOSTILE,
              hostile,
              List.of(
                  new ConnectionFormPage.Group(
                      HOSTILE,
                      HOSTILE,
                      true,
                      List.of(
                          new ConnectionFormPage.Field(
                              HOSTILE, HOSTILE, kind, HOSTILE, HOSTILE, HOSTILE, hostile)))),
              hostile,
              hostile));
    }
    isText(
        "browse",
        new BrowsePage(
            FRAME,
            HOSTILE,
            List.of(new BrowsePage.Link(HOSTILE, HOSTILE, true)),
            new BrowsePage.Table(
                HOSTILE,
                HOSTILE,
                List.of(new BrowsePage.Column(HOSTILE, HOSTILE, true, HOSTILE, true)),
                List.of(hostile))));
    isText(
        "edit",
        new EditPage(
            FRAME,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            List.of(new EditPage.Hidden(HOSTILE, HOSTILE)),
            List.of(EditPage.DiffLine.of("+" + HOSTILE)),
            hostile));
    isText(
        "newsync",
        new NewSyncPage(
            FRAME,
            hostile,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            List.of(new NewSyncPage.Pair(HOSTILE, HOSTILE, HOSTILE)),
            hostile,
            hostile,
            hostile));
    isText("settings", new SettingsPage(FRAME, HOSTILE, HOSTILE, HOSTILE, true, hostile));
    assertThat(
            templates.render(
                "keys",
                new KeysPage(
                    FRAME,
                    1,
                    HOSTILE,
                    HOSTILE,
                    HOSTILE,
                    HOSTILE,
                    "",
                    HOSTILE,
                    List.of(
                        new KeysPage.Task(
                            HOSTILE,
                            HOSTILE,
                            HOSTILE,
                            HOSTILE,
                            List.of(
                                new KeysPage.Key(
                                    0,
                                    HOSTILE,
                                    true,
                                    false,
                                    List.of(new SyncPage.Fact(HOSTILE, HOSTILE)),
                                    hostile)),
                            hostile,
                            HOSTILE)),
                    hostile)))
        .contains("&lt;script")
        .doesNotContain("<script>", "=\"&lt;script>alert('");
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
