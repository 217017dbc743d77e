package dev.syncline.cli.command;

import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.PlanResult;
import dev.syncline.engine.config.Amounts;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.KeptPlan;
import dev.syncline.project.CommandError;
import dev.syncline.project.KeptPlans;
import dev.syncline.project.Look;
import dev.syncline.project.Messages;
import dev.syncline.project.OpenSync;
import dev.syncline.project.Promoting;
import dev.syncline.project.Rehearsal;
import dev.syncline.project.Reviewing;
import dev.syncline.project.screen.FieldPair;
import dev.syncline.project.screen.PlanScreen;
import dev.syncline.project.screen.PlanScreen.Saved;
import dev.syncline.project.screen.ReviewScreen;
import dev.syncline.project.screen.Sample;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.text.Words;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a sync would do. */
@Command(
    name = "plan",
    description = {
      "Shows what a sync would do, and writes nothing.",
      "One line per record: what would be linked, created, updated (before and after) or deleted, on"
          + " which side and by which rule; and what is held for a person.",
      "Exit code 0 when there is nothing to do, 3 when there is, 4 when a person has to decide."
    })
final class PlanCommand extends ProjectCommand {
  @Mixin SyncSelection syncs;
  @Mixin RecordSelection records;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Saves the plan, to be applied as it is with: run --plan FILE")
  @Nullable Path save;

  @Option(
      names = "--keep",
      description = "Keeps the plan in the state store, for a review: see plans.")
  boolean keep;

  @Option(
      names = "--with",
      paramLabel = "PATH",
      description =
          "Shows how this edited configuration would treat records otherwise than the one in force.")
  @Nullable Path with;

  @Option(
      names = "--history",
      paramLabel = "TIME",
      description = "With --with: also of what was written in that time, such as 7d.")
  @Nullable String history;

  @Mixin ComparisonOptions comparison;
  @Mixin MailOption mail;
  @Mixin Shown shown;

  @Override
  Screen perform(Session session) {
    if (save != null && syncs.all) {
      throw CommandError.usage("--save is for one sync; name it instead of --all");
    }
    if (keep && (save != null || with != null || syncs.all)) {
      throw CommandError.usage(
          "--keep keeps the plan of one sync; it goes without --save, --with, --all");
    }
    if (with != null) {
      return rehearse(session, with);
    }
    if (history != null) {
      throw CommandError.usage(
          "--history says how far back --with looks; name the edited configuration: --with FILE");
    }
    List<SyncConfig> chosen = syncs.of(session.project());
    if (comparison.isGiven() || chosen.stream().anyMatch(s -> s.promotion().isPresent())) {
      if (chosen.size() != 1 || records.isGiven()) {
        throw CommandError.usage(
            "environments are compared one sync at a time, and by module; --all, --task, --record and"
                + " --limit have no meaning there");
      }
      return new Screens(List.of(compared(session, chosen.getFirst())));
    }
    if (mail.address != null && !keep) {
      throw CommandError.usage(
          "--mail tells that there is a plan to review: keep it with --keep, or compare environments"
              + " with --from");
    }
    return syncs.each(session.project(), sync -> plan(session, sync));
  }

  /** Compares two environments, and saves the plan for a review. */
  private Screen compared(Session session, SyncConfig config) {
    Promoting promoting = Promoting.open(session.project(), config, comparison.from);
    String mailTo = mail.of(session);
    Path called = save == null ? Path.of(config.name() + ".plan") : save;
    Path file =
        keep
            ? session.project().temp().resolve("kept.plan")
            : session.console().folder().resolve(called);
    requireFolder(file);
    Set<String> modules = new LinkedHashSet<>(comparison.modules);
    Promoting.Compared compared =
        promoting.compare(
            file,
            new Promoting.Extent(comparison.newOnly, modules, comparison.chosen()),
            session.progress());
    Reviewing reviewing = Reviewing.of(promoting, file, called.toString());
    ReviewScreen screen =
        reviewing.compared(
            compared, promoting.required(modules), shown.most, session.console().zone());
    List<String> required = promoting.required(modules);
    String also =
        required.isEmpty() ? "" : " Required, and so compared, too: " + Words.list(required) + ".";
    Screen answer = screen;
    String known = called.toString();
    if (keep) {
      KeptPlan kept = session.plans().keep(config, file, reviewing.way(), screen.counts() + also);
      known = "plan " + kept.id();
      answer = opened(session, config, kept);
    }
    tell(session, new Messages.Asked(config, reviewing.way(), known, mailTo), screen.counts());
    return answer;
  }

  /** Leaves a message that there is a plan to review. */
  private static void tell(Session session, Messages.Asked asked, String found) {
    new Messages(session.project()).compared(asked, found);
    Applying.post(session);
  }

  private Screen opened(Session session, SyncConfig config, KeptPlan kept) {
    KeptPlans.Filter all = new KeptPlans.Filter(Set.of(), Set.of(), null, null, null);
    return session.plans().show(config, kept, all, 0, shown.most);
  }

  private Screen rehearse(Session session, Path edited) {
    if (save != null) {
      throw CommandError.usage(
          "--save and --with do not go together: a plan of a configuration that is not in force"
              + " cannot be run");
    }
    Optional<Rehearsal.Stretch> back = Optional.ofNullable(history).map(h -> stretch(h));
    try (Rehearsal rehearsal =
        new Rehearsal(
            session.project(),
            session.console().folder().resolve(edited).normalize(),
            edited.toString(),
            session.console().environment())) {
      rehearsal.secrets().forEach(session::secret);
      List<Screen> screens = new ArrayList<>();
      for (SyncConfig sync : syncs.of(session.project())) {
        screens.add(
            rehearsal.of(
                sync,
                one -> records.options(one, false, false, false),
                back,
                session.progress(),
                shown.most));
      }
      return new Screens(screens);
    }
  }

  private static Rehearsal.Stretch stretch(String text) {
    return Amounts.duration(text)
        .map(length -> new Rehearsal.Stretch(text, length))
        .orElseThrow(
            () -> CommandError.usage("--history " + text + " is no time; 7d and 12h are some"));
  }

  private Screen plan(Session session, OpenSync sync) {
    RunOptions options = records.options(sync, false, false, false);
    Sample sample = new Sample(shown.most, sync::shown);
    if (keep) {
      return kept(session, sync, options);
    }
    if (save == null) {
      PlanResult result = sync.plan(options, session.progress(), sample);
      return screen(sync, options, result, sample, List.of());
    }
    Path file = session.console().folder().resolve(save);
    requireFolder(file);
    try (PlanFile.Writer writer =
        new PlanFile.Writer(file, sync.header(), sync.sync(), sync.store().fingerprinter())) {
      PlanResult result =
          sync.plan(
              options,
              session.progress(),
              item -> {
                writer.add(item);
                sample.accept(item);
              });
      writer.guarded(result.halted());
      Saved saved = new Saved(save.toString(), writer.finish());
      return screen(sync, options, result, sample, List.of(saved));
    }
  }

  private Screen kept(Session session, OpenSync sync, RunOptions options) {
    String mailTo = mail.of(session);
    Path file = session.project().temp().resolve("kept.plan");
    try (PlanFile.Writer writer =
        new PlanFile.Writer(file, sync.header(), sync.sync(), sync.store().fingerprinter())) {
      PlanResult result = sync.plan(options, session.progress(), writer::add);
      writer.guarded(result.halted());
      writer.finish();
      String way = sync.systems().arrow();
      String found = Words.count(result.tally().planned(), "change") + ".";
      KeptPlan kept = session.plans().keep(sync.config(), file, way, found);
      tell(session, new Messages.Asked(sync.config(), way, "plan " + kept.id(), mailTo), found);
      return opened(session, sync.config(), kept);
    }
  }

  private static void requireFolder(Path file) {
    if (file.getParent() != null && !Files.isDirectory(file.getParent())) {
      throw CommandError.usage("there is no folder " + file.getParent() + " to save the plan in");
    }
  }

  private Screen screen(
      OpenSync sync, RunOptions options, PlanResult result, Sample sample, List<Saved> saved) {
    List<Task> tasks = sync.tasks(task(options, sync));
    Map<PlanItem, List<FieldPair>> seen = new HashMap<>();
    for (Task task : tasks) {
      seen.putAll(conflicting(sync, task, sample.conflicts(task.id())));
    }
    return new PlanScreen(
        sync.systems(),
        sync.edits(),
        options.tasks().isEmpty() ? sync.paused() : List.of(),
        tasks,
        result,
        sample,
        seen,
        sync.readiness().rights().writing(),
        sync.readiness().writtenElsewhere(),
        saved);
  }

  /** What both sides hold in the fields that are in conflict. */
  private static Map<PlanItem, List<FieldPair>> conflicting(
      OpenSync sync, Task task, List<PlanItem.Held> conflicts) {
    if (conflicts.isEmpty()) {
      return Map.of();
    }
    List<List<FieldPair>> pairs =
        new Look(sync, task)
            .pairs(
                conflicts.stream().map(PlanItem.Held::source).toList(),
                conflicts.stream().map(PlanItem.Held::target).toList());
    Map<PlanItem, List<FieldPair>> seen = new HashMap<>();
    for (int i = 0; i < conflicts.size(); i++) {
      List<String> fields = conflicts.get(i).fields();
      seen.put(
          conflicts.get(i), pairs.get(i).stream().filter(f -> fields.contains(f.name())).toList());
    }
    return seen;
  }

  private @Nullable String task(RunOptions options, OpenSync sync) {
    return options.tasks().isEmpty() ? null : sync.task(records.task).name();
  }
}
