package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.syncline.planted.connect.ConnectThatKnowsTheEngine;
import dev.syncline.planted.core.CoreThatAsksTheMachine;
import dev.syncline.planted.core.CoreThatCallsLibraries;
import dev.syncline.planted.core.CoreThatDoesInputAndOutput;
import dev.syncline.planted.core.CoreThatKnowsConnect;
import dev.syncline.planted.core.CoreThatLogs;
import dev.syncline.planted.core.CoreThatReadsClocks;
import dev.syncline.planted.core.CoreThatRollsDice;
import dev.syncline.planted.core.CoreThatStartsThreads;
import dev.syncline.planted.engine.AbstractRun;
import dev.syncline.planted.engine.EngineThatKnowsTheCommandLine;
import dev.syncline.planted.engine.EngineThatParses;
import dev.syncline.planted.engine.IRun;
import dev.syncline.planted.engine.RowHelper;
import dev.syncline.planted.engine.RowImpl;
import dev.syncline.planted.engine.RowManager;
import dev.syncline.planted.engine.RowProcessor;
import dev.syncline.planted.engine.RowUtils;
import dev.syncline.planted.engine.back.CycleBack;
import dev.syncline.planted.engine.there.CycleThere;
import dev.syncline.planted.expression.ExpressionThatKnowsConnect;
import dev.syncline.planted.expression.ExpressionThatReachesOut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The architecture holds in the main classes of every module, and each rule is shown to catch the
 * violations planted for it below {@code dev.syncline.planted}.
 */
class ArchitectureTest {

  private static final List<String> MODULES =
      List.of("core", "expression", "connect", "engine", "server", "cli", "log", "bench");
  private static final Pattern UNFOLLOWABLE =
      Pattern.compile(
          "\"[^\"]*(in the mapping|[Mm]ap (it|the|a) |map it\"|with an expression|wrap it)");

  private static final int MOST_LINES = 600;

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.syncline");

  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackages("dev.syncline.planted");

  /** One rule, and classes of which every single method (or the name) breaks it. */
  record Rule(String claim, Function<ArchitectureRules, ArchRule> in, List<Class<?>> planted) {
    @Override
    public String toString() {
      return claim;
    }
  }

  private static Rule rule(
      String claim, Function<ArchitectureRules, ArchRule> in, Class<?>... planted) {
    return new Rule(claim, in, List.of(planted));
  }

  static List<Rule> rules() {
    return List.of(
        rule(
            "core knows no other module",
            in -> in.dependsOnNothingAbove("core"),
            CoreThatKnowsConnect.class),
        rule(
            "expression knows core only",
            in -> in.dependsOnNothingAbove("expression"),
            ExpressionThatKnowsConnect.class),
        rule(
            "only expression knows the parser",
            ArchitectureRules::onlyExpressionKnowsTheParser,
            EngineThatParses.class),
        rule(
            "expression reaches nothing",
            ArchitectureRules::expressionReachesNothing,
            ExpressionThatReachesOut.class),
        rule(
            "connect knows core and expression only",
            in -> in.dependsOnNothingAbove("connect"),
            ConnectThatKnowsTheEngine.class),
        rule(
            "engine does not know the command line",
            in -> in.dependsOnNothingAbove("engine"),
            EngineThatKnowsTheCommandLine.class),
        rule(
            "packages form no cycles",
            ArchitectureRules::packagesFormNoCycles,
            CycleThere.class,
            CycleBack.class),
        rule(
            "core uses Java and Jackson only",
            ArchitectureRules::coreUsesJavaAndJacksonOnly,
            CoreThatCallsLibraries.class),
        rule(
            "core does no input or output",
            ArchitectureRules::coreDoesNoInputOrOutput,
            CoreThatDoesInputAndOutput.class),
        rule("core does not log", ArchitectureRules::coreDoesNotLog, CoreThatLogs.class),
        rule(
            "core is told the time",
            ArchitectureRules::coreIsToldTheTime,
            CoreThatReadsClocks.class),
        rule(
            "core is told its randomness",
            ArchitectureRules::coreIsToldItsRandomness,
            CoreThatRollsDice.class),
        rule(
            "core is told its surroundings",
            ArchitectureRules::coreIsToldItsSurroundings,
            CoreThatAsksTheMachine.class),
        rule(
            "core starts no threads",
            ArchitectureRules::coreStartsNoThreads,
            CoreThatStartsThreads.class),
        rule(
            "names say what a thing is",
            ArchitectureRules::namesSayWhatAThingIs,
            AbstractRun.class,
            IRun.class,
            RowHelper.class,
            RowImpl.class,
            RowManager.class,
            RowProcessor.class,
            RowUtils.class));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(Rule rule) {
    rule.in().apply(new ArchitectureRules("dev.syncline")).check(MAIN);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void catchesWhatIsPlanted(Rule rule) {
    String report =
        rule.in()
            .apply(new ArchitectureRules("dev.syncline.planted"))
            .evaluate(PLANTED)
            .getFailureReport()
            .toString();
    for (Class<?> planted : rule.planted()) {
      assertThat(report).contains(planted.getName());
      for (Method method : planted.getDeclaredMethods()) {
        if (!method.isSynthetic()) {
          assertThat(report).contains(planted.getName() + "." + method.getName() + "(");
        }
      }
    }
  }

  @Test
  void everyModuleIsLookedAt() {
    for (String module : List.of("core", "expression", "connect", "engine", "cli")) {
      assertThat(MAIN.containPackage("dev.syncline." + module)).as(module).isTrue();
    }
    assertThat(MAIN.containPackage("dev.syncline.planted")).isFalse();
  }

  @Test
  void filesAreOneIdeaEach() throws IOException {
    for (String module : MODULES) {
      assertThat(filesThatAreTooLong(Path.of("..", module, "src", "main", "java"))).isEmpty();
    }
  }

  @Test
  void catchesAFileThatIsTooLong(@TempDir Path sources) throws IOException {
    Path tooLong = sources.resolve("TooLong.java");
    Files.writeString(tooLong, "//\n".repeat(MOST_LINES + 1));
    Files.writeString(sources.resolve("LongEnough.java"), "//\n".repeat(MOST_LINES));
    assertThat(filesThatAreTooLong(sources)).containsExactly(tooLong);
  }

  /**
   * Fields are columns and relations, so no advice may ask for a value to be changed on its way.
   */
  @Test
  void remediesCanBeFollowed() throws IOException {
    for (String module : MODULES) {
      assertThat(unfollowableRemedies(Path.of("..", module, "src", "main", "java"))).isEmpty();
    }
  }

  @Test
  void catchesARemedyThatCannotBeFollowed(@TempDir Path sources) throws IOException {
    Path file = sources.resolve("Refusal.java");
    Files.writeString(
        file, "\"too long; shorten it in the mapping\"\n\"too long; widen the column\"\n");
    assertThat(unfollowableRemedies(sources))
        .containsExactly("Refusal.java: \"too long; shorten it in the mapping\"");
  }

  private static List<String> unfollowableRemedies(Path sources) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        for (String line : Files.readAllLines(file)) {
          if (UNFOLLOWABLE.matcher(line).find()) {
            found.add(file.getFileName() + ": " + line.strip());
          }
        }
      }
    }
    return found;
  }

  private static List<Path> filesThatAreTooLong(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(ArchitectureTest::isTooLong)
          .toList();
    }
  }

  private static boolean isTooLong(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count() > MOST_LINES;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
