package dev.syncline.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Pages alone: what they show is what they were given, and is never taken for markup. */
class PagesTest {
  private static final String HOSTILE = "<script>alert('\"&amp;')</script>";
  private static final Frame FRAME =
      new Frame(
          HOSTILE, Frame.Section.SYNCS, List.of(Frame.Section.SYNCS), HOSTILE, HOSTILE, HOSTILE);

  private static final Choice CHOICE = new Choice(HOSTILE, HOSTILE, true);
  private static final Pager PAGER = new Pager(HOSTILE, HOSTILE, HOSTILE);
  private static final SyncPage.Action ACTION =
      new SyncPage.Action(HOSTILE, HOSTILE, HOSTILE, false);
  private static final DueLine DUE =
      new DueLine(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE);
  private static final Operation OPERATION =
      new Operation(
          HOSTILE,
          HOSTILE,
          HOSTILE,
          HOSTILE,
          HOSTILE,
          HOSTILE,
          HOSTILE,
          HOSTILE,
          HOSTILE,
          HOSTILE,
          List.of(new Operation.Field(HOSTILE, HOSTILE, HOSTILE)));
  private static final Picture PICTURE =
      new Picture(
          10,
          10,
          HOSTILE,
          List.of(new Picture.Heading(1, 1, HOSTILE)),
          List.of(
              new Picture.Box(1, 1, 1, 1, HOSTILE, HOSTILE, HOSTILE, HOSTILE, ""),
              new Picture.Box(1, 1, 1, 1, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)),
          List.of(new Picture.Line(HOSTILE, HOSTILE, true, true, HOSTILE)),
          List.of(HOSTILE));

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

  private static Answer answer() {
    return new Answer(
        HOSTILE,
        HOSTILE,
        State.DUE,
        List.of(HOSTILE),
        List.of(HOSTILE),
        List.of(new Answer.Count(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)),
        List.of(HOSTILE),
        List.of(List.of(HOSTILE)),
        List.of(OPERATION),
        HOSTILE,
        List.of(DUE),
        List.of(new Answer.Alone(HOSTILE, HOSTILE, HOSTILE, HOSTILE)),
        List.of(new Answer.Exchange(HOSTILE, HOSTILE, List.of(HOSTILE), true)));
  }

  private static final Following DOING = new Following(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE);

  private static SyncPage.Inside inside() {
    return new SyncPage.Inside(
        DOING,
        List.of(HOSTILE),
        List.of(ACTION),
        PICTURE,
        HOSTILE,
        List.of(DUE),
        HOSTILE,
        HOSTILE,
        List.of(ACTION),
        List.of(new SyncPage.Reset(HOSTILE, HOSTILE, HOSTILE, true)),
        List.of(CHOICE));
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
            List.of(ACTION, new SyncPage.Action(HOSTILE, HOSTILE, HOSTILE, true)),
            inside(),
            new PlansPart(
                List.of(
                    new PlansPart.Line(1, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE))),
            HOSTILE));
    isText(
        "job",
        new JobPage(
            FRAME,
            1,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            "",
            HOSTILE,
            0,
            0,
            HOSTILE,
            List.of(answer()),
            State.DUE,
            true,
            HOSTILE,
            List.of(new JobPage.Confirm(HOSTILE, HOSTILE, HOSTILE, HOSTILE))));
    isText(
        "run",
        new RunPage(
            FRAME,
            1,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            List.of(new SyncPage.Fact(HOSTILE, HOSTILE)),
            List.of(HOSTILE),
            DOING,
            answer().counts(),
            List.of(HOSTILE),
            List.of(DUE),
            HOSTILE,
            List.of(CHOICE),
            List.of(CHOICE),
            HOSTILE,
            List.of(OPERATION),
            PAGER,
            List.of(ACTION)));
    isText(
        "due",
        new DuePage(
            FRAME,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            List.of(CHOICE),
            List.of(CHOICE),
            HOSTILE,
            List.of(DUE),
            PAGER,
            List.of(ACTION)));
    isText(
        "record",
        new RecordPage(
            FRAME,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            List.of(CHOICE),
            List.of(CHOICE),
            HOSTILE,
            HOSTILE,
            HOSTILE,
            false,
            HOSTILE,
            HOSTILE,
            List.of(HOSTILE),
            List.of(new RecordPage.Field(HOSTILE, HOSTILE, HOSTILE, false)),
            List.of(DUE),
            List.of(OPERATION),
            List.of(new RecordPage.Form(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)),
            HOSTILE));
    isText(
        "messages",
        new MessagesPage(
            FRAME,
            List.of(CHOICE),
            List.of(),
            List.of(
                new MessagesPage.Line(
                    1,
                    HOSTILE,
                    HOSTILE,
                    HOSTILE,
                    HOSTILE,
                    HOSTILE,
                    HOSTILE,
                    HOSTILE,
                    2,
                    HOSTILE,
                    HOSTILE,
                    HOSTILE,
                    HOSTILE,
                    List.of(new MessagesPage.Told(HOSTILE, true)),
                    HOSTILE)),
            List.of(),
            List.of(HOSTILE),
            HOSTILE));
    settingsAreText();
    isText(
        "test",
        new TestPage(
            FRAME,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            List.of(CHOICE),
            List.of(CHOICE),
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            true,
            List.of(
                new TestPage.Cell(0, HOSTILE, HOSTILE, HOSTILE, false, false, ""),
                new TestPage.Cell(1, HOSTILE, HOSTILE, HOSTILE, true, false, HOSTILE)),
            List.of(CHOICE),
            List.of(OPERATION)));
    isText(
        "sequences",
        new SequencesPage(
            FRAME,
            List.of(
                new SequencesPage.Sequence(
                    HOSTILE,
                    HOSTILE,
                    PICTURE,
                    List.of(new SequencesPage.Member(HOSTILE, HOSTILE, State.WAITING, HOSTILE)),
                    HOSTILE,
                    HOSTILE,
                    List.of(new SyncPage.JobLine(1, HOSTILE, HOSTILE, HOSTILE, true)))),
            true));
    isText("review", review());
    isText(
        "compare",
        new ComparePage(
            FRAME,
            HOSTILE,
            HOSTILE,
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
            HOSTILE,
            HOSTILE,
            new ConflictsPage.Filter(
                List.of(new Choice(HOSTILE, HOSTILE, true)), HOSTILE, HOSTILE, 0),
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
            new Pager(HOSTILE, HOSTILE, HOSTILE),
            true,
            HOSTILE));
    whatIsEditedIsText();
    isText("mapping", mapping());
    isText("door", DoorPage.login("/login", HOSTILE, HOSTILE));
    isText("door", DoorPage.first("/link/x", HOSTILE, HOSTILE, HOSTILE));
    isText("error", new ErrorPage(404, HOSTILE));
  }

  private static ReviewPage review() {
    return new ReviewPage(
        FRAME,
        HOSTILE,
        HOSTILE,
        1,
        HOSTILE,
        HOSTILE,
        1,
        new ReviewPage.Way(HOSTILE, HOSTILE, HOSTILE),
        true,
        HOSTILE,
        HOSTILE,
        List.of(HOSTILE),
        List.of(new ReviewPage.Tab(HOSTILE, HOSTILE, HOSTILE, new ReviewPage.Count(1, 1), true)),
        new ReviewPage.Count(1, 1),
        new ReviewPage.Filter(
            HOSTILE, HOSTILE, HOSTILE, HOSTILE, List.of(HOSTILE), true, true, HOSTILE),
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
        List.of(new ReviewPage.Held(HOSTILE, HOSTILE, HOSTILE)),
        HOSTILE);
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
    isText(
        "naming",
        new NamingPage(FRAME, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, true, hostile));
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
                            new KeysPage.Keyless(true, HOSTILE, HOSTILE),
                            hostile,
                            HOSTILE),
                        new KeysPage.Task(
                            HOSTILE,
                            HOSTILE,
                            HOSTILE,
                            HOSTILE,
                            List.of(),
                            new KeysPage.Keyless(true, HOSTILE, HOSTILE),
                            hostile,
                            HOSTILE)),
                    List.of(new KeysPage.LeftOut(HOSTILE, HOSTILE)),
                    hostile)))
        .contains("&lt;script")
        .doesNotContain("<script>", "=\"&lt;script>alert('");
  }

  private static MappingPage mapping() {
    MappingPage.Column column = new MappingPage.Column(HOSTILE, HOSTILE, HOSTILE);
    return new MappingPage(
        FRAME,
        HOSTILE,
        HOSTILE,
        HOSTILE,
        HOSTILE,
        List.of(
            new MappingPage.Tab(HOSTILE, HOSTILE, true),
            new MappingPage.Tab(HOSTILE, HOSTILE, false)),
        HOSTILE,
        true,
        HOSTILE,
        true,
        List.of(HOSTILE),
        new MappingPage.Picture(
            HOSTILE,
            HOSTILE,
            List.of(column),
            List.of(column),
            List.of(new MappingPage.Line(HOSTILE, HOSTILE, 0)),
            List.of(HOSTILE),
            List.of(HOSTILE),
            1),
        List.of(
            new MappingPage.Field(
                0,
                HOSTILE,
                HOSTILE,
                HOSTILE,
                HOSTILE,
                HOSTILE,
                "yes",
                true,
                List.of(new MappingPage.Finding(HOSTILE, true)))),
        new MappingPage.FieldForm(
            0,
            true,
            List.of(CHOICE),
            List.of(CHOICE),
            List.of(CHOICE),
            List.of(CHOICE),
            List.of(CHOICE),
            new MappingPage.Values(
                HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE),
            HOSTILE),
        new MappingPage.Question(HOSTILE, List.of(HOSTILE), HOSTILE),
        List.of(HOSTILE));
  }

  private void settingsAreText() {
    List<Tab> tabs = List.of(new Tab(HOSTILE, HOSTILE, true), new Tab(HOSTILE, HOSTILE, false));
    Moment moment = new Moment(HOSTILE, HOSTILE);
    List<Choice> choices = List.of(new Choice(HOSTILE, HOSTILE, true));
    Once once = new Once(HOSTILE, HOSTILE, HOSTILE);
    List<SyncPage.Fact> facts = List.of(new SyncPage.Fact(HOSTILE, HOSTILE));
    isText(
        "settings/account",
        new AccountPage(
            FRAME,
            tabs,
            HOSTILE,
            HOSTILE,
            facts,
            true,
            List.of(
                new AccountPage.Session(HOSTILE, HOSTILE, moment, Moment.NEVER, false, HOSTILE)),
            HOSTILE,
            HOSTILE,
            HOSTILE));
    isText(
        "settings/tokens",
        new TokensPage(
            FRAME,
            tabs,
            List.of(
                new TokensPage.Line(
                    HOSTILE, HOSTILE, HOSTILE, HOSTILE, moment, moment, moment, HOSTILE, HOSTILE,
                    HOSTILE)),
            new TokensPage.Form(HOSTILE, choices, choices, false, choices),
            once,
            HOSTILE,
            HOSTILE,
            HOSTILE));
    UsersPage.Line user =
        new UsersPage.Line(
            HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, moment, HOSTILE, HOSTILE);
    isText("settings/users", new UsersPage(FRAME, tabs, List.of(user), HOSTILE, HOSTILE));
    UserPage.Form form = new UserPage.Form(HOSTILE, HOSTILE, HOSTILE, choices, false, choices);
    isText(
        "settings/user",
        new UserPage(FRAME, tabs, HOSTILE, false, user, form, once, 1, HOSTILE, HOSTILE, HOSTILE));
    isText(
        "settings/user",
        new UserPage(FRAME, tabs, HOSTILE, true, null, form, null, 0, HOSTILE, "", HOSTILE));
    isText("settings/removal", new RemovalPage(FRAME, tabs, HOSTILE, HOSTILE, List.of(HOSTILE)));
    AuditPage.Line line =
        new AuditPage.Line(
            moment, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE);
    isText(
        "settings/audit",
        new AuditPage(
            FRAME,
            tabs,
            HOSTILE,
            choices,
            HOSTILE,
            choices,
            HOSTILE,
            HOSTILE,
            List.of(line),
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE));
    isText(
        "settings/server",
        new ServerPage(
            FRAME,
            tabs,
            List.of(
                new ServerPage.Group(
                    HOSTILE,
                    facts,
                    HOSTILE,
                    List.of(new ServerPage.TestMail(HOSTILE, HOSTILE, HOSTILE))))));
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

  private static String style() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            PagesTest.class.getResourceAsStream("/dev/syncline/server/files/style.css"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .replaceAll("(?s)/\\*.*?\\*/", "");
    }
  }

  @Test
  void everyRuleOfTheStyleIsClosed() throws IOException {
    String selector = "";
    int depth = 0;
    for (String line : style().split("\n")) {
      if (line.endsWith("{")) {
        assertThat(depth == 0 || depth == 1 && selector.startsWith("@"))
            .as("%s stands within %s", line, selector)
            .isTrue();
        selector = depth == 0 ? line : selector;
        depth++;
      } else if (line.endsWith("}")) {
        depth--;
      }
    }
    assertThat(depth).as(selector).isZero();
  }

  /** Two rules of the same selector would be two ideas of the same name. */
  @Test
  void everySelectorHasOneRule() throws IOException {
    List<String> selectors =
        Pattern.compile("(?m)^([^\\s@}][^{}]*)\\{")
            .matcher(style())
            .results()
            .map(rule -> rule.group(1).strip())
            .toList();
    assertThat(selectors).hasSizeGreaterThan(300).doesNotHaveDuplicates();
  }
}
