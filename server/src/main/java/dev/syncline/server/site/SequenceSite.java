package dev.syncline.server.site;

import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.SequencesScreen.Sequence;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.Picture;
import dev.syncline.server.page.SequencesPage;
import dev.syncline.server.page.SyncPage;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.work.Job;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page of sequences: syncs that run one after another, with how each stands. */
final class SequenceSite {
  private static final int BOX = 208;
  private static final int HEIGHT = 54;
  private static final int GAP = 52;
  private static final int PITCH = 96;
  private static final int IN_A_ROW = 4;
  private static final int EDGE = 8;
  private static final int JOBS = 5;

  private final Desk desk;

  SequenceSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    routes.get("/sequences", this::show, Need.of(Permission.SEE));
    routes.post("/sequences/{sequence}/run", this::run, Need.of(Permission.RUN));
  }

  private void show(Context request) {
    Visitor visitor = Visitor.of(request);
    Map<String, StatusScreen> standing = standing();
    List<SequencesPage.Sequence> shown = new ArrayList<>();
    boolean busy = false;
    for (Sequence sequence : desk.sequences().all()) {
      if (sequence.syncs().stream().allMatch(s -> visitor.may(Permission.SEE, s))) {
        shown.add(shown(visitor, sequence, standing));
        busy |= jobs(sequence).stream().anyMatch(j -> !j.isOver());
      }
    }
    desk.show(
        request,
        "sequences",
        new SequencesPage(desk.frame(visitor, "Sequences", Frame.Section.SEQUENCES), shown, busy));
  }

  private Map<String, StatusScreen> standing() {
    Map<String, StatusScreen> standing = new LinkedHashMap<>();
    if (desk.asking().answer("status", "--stored") instanceof Screens all) {
      for (Screen one : all.all()) {
        if (one instanceof StatusScreen status) {
          standing.put(status.name(), status);
        }
      }
    }
    return standing;
  }

  /** The latest first. */
  private List<Job> jobs(Sequence sequence) {
    return desk.jobs().of("").stream()
        .filter(job -> job.order().words().contains("--sequence=" + sequence.name()))
        .toList();
  }

  private SequencesPage.Sequence shown(
      Visitor visitor, Sequence sequence, Map<String, StatusScreen> standing) {
    List<Job> jobs = jobs(sequence);
    Optional<Job> now = jobs.stream().filter(j -> !j.isOver()).findFirst();
    boolean may = sequence.syncs().stream().allMatch(s -> visitor.may(Permission.RUN, s));
    List<SequencesPage.Member> members = Members.of(sequence, standing, jobs.stream().findFirst());
    return new SequencesPage.Sequence(
        sequence.name(),
        sequence.stops()
            ? "Stops where one fails: those behind it do not run."
            : "Goes on where one fails.",
        picture(sequence, members),
        members,
        may && now.isEmpty() ? Links.with("/sequences/" + path(sequence.name()) + "/run") : "",
        may && now.isPresent() ? "/jobs/" + now.get().id() + "/cancel" : "",
        jobs.stream().limit(JOBS).map(this::line).toList());
  }

  private static String path(String name) {
    return Links.sync(name).substring("/syncs/".length());
  }

  private SyncPage.JobLine line(Job job) {
    return new SyncPage.JobLine(
        job.id(),
        job.isOver()
            ? job.answer().map(a -> Answers.state(a).words()).orElse("")
            : Standing.words(job),
        job.order().who(),
        desk.ago(job.askedMillis()),
        job.isOver());
  }

  private static Picture picture(Sequence sequence, List<SequencesPage.Member> members) {
    List<Picture.Box> boxes = new ArrayList<>();
    List<Picture.Line> lines = new ArrayList<>();
    List<String> told = new ArrayList<>();
    for (int i = 0; i < sequence.syncs().size(); i++) {
      SequencesPage.Member member = members.get(i);
      String words = member.name() + ": " + member.state().words();
      int x = EDGE + i % IN_A_ROW * (BOX + GAP);
      int y = EDGE + i / IN_A_ROW * PITCH;
      boxes.add(
          new Picture.Box(
              x,
              y,
              BOX,
              HEIGHT,
              "step " + member.state().tone(),
              Drawing.cut(i + 1 + ". " + member.name(), 22),
              words,
              member.state().words(),
              member.path()));
      told.add(i + 1 + ". " + words);
      if (i > 0) {
        lines.add(
            new Picture.Line(
                arrow(i), sequence.stops() ? "join" : "join loose", false, true, "then"));
      }
    }
    int columns = Math.min(IN_A_ROW, sequence.syncs().size());
    int rows = (sequence.syncs().size() + IN_A_ROW - 1) / IN_A_ROW;
    return new Picture(
        2 * EDGE + columns * BOX + (columns - 1) * GAP,
        2 * EDGE + (rows - 1) * PITCH + HEIGHT,
        "Syncs of " + sequence.name() + ", in order",
        List.of(),
        boxes,
        lines,
        told);
  }

  /** From the step before; from the end of a row down to the beginning of the next. */
  private static String arrow(int i) {
    int x = EDGE + i % IN_A_ROW * (BOX + GAP);
    int y = EDGE + i / IN_A_ROW * PITCH;
    if (i % IN_A_ROW > 0) {
      return "M" + (x - GAP) + " " + (y + HEIGHT / 2) + "H" + (x - 3);
    }
    int last = EDGE + (IN_A_ROW - 1) * (BOX + GAP) + BOX / 2;
    int between = y - (PITCH - HEIGHT) / 2;
    return "M"
        + last
        + " "
        + (y - PITCH + HEIGHT)
        + "V"
        + between
        + "H"
        + (x + BOX / 2)
        + "V"
        + (y - 3);
  }

  /** Runs one, if every sync of it may be run. */
  private void run(Context request) {
    String name = request.pathParam("sequence");
    Sequence sequence =
        desk.sequences().all().stream()
            .filter(s -> s.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new Refusal(404, "sequence", "There is no sequence " + name + "."));
    Event event = Event.about(Event.Action.RUN, "sequence " + name);
    Job unused = desk.begin(request, event, "", List.of("run", "--sequence=" + sequence.name()));
    request.redirect("/sequences");
  }
}
