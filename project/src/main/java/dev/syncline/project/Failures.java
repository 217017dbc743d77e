package dev.syncline.project;

import dev.syncline.connect.ConnectorException;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.review.ReviewFile;
import dev.syncline.engine.store.StoreException;
import dev.syncline.engine.sync.Stopped;
import dev.syncline.engine.undo.UndoRefused;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.ExpressionErrorScreen;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Screen;
import java.io.UncheckedIOException;
import java.util.List;

/** Says why something could not go on. */
public final class Failures {
  private Failures() {}

  /** The same as a person and a program read it. */
  public static Screen screen(Exception e) {
    return switch (e) {
      case UnusableExpression u -> new ExpressionErrorScreen(u.why());
      case CommandError c -> new ErrorScreen(c.exit(), c.kind(), text(c), c.findings());
      case ConnectorException c -> error(Json.word(c.kind()), text(c));
      case StoreException s -> error("store", text(s));
      case UndoRefused r -> error("undo", text(r));
      case PlanFile.Refused r -> error("plan", text(r));
      case ReviewFile.Refused r -> error("review", text(r));
      case UncheckedIOException u -> error("disk", text(u));
      case Stopped s -> error("stopped", "stopped on request; nothing was written");
      default ->
          error(
              "internal",
              "this should not have happened: "
                  + e
                  + "\nNothing is lost: the next run settles what was begun. With --debug the message"
                  + " shows where it arose; please report it.");
    };
  }

  private static ErrorScreen error(String kind, String message) {
    return new ErrorScreen(ExitCode.ERROR, kind, message, List.of());
  }

  private static String text(Exception e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message;
  }
}
