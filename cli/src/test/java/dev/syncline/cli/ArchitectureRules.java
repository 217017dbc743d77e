package dev.syncline.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the modules may do, as rules over the classes below one root package. The root is an
 * argument so that the same rules can be held against planted violations, which lie below a root of
 * their own in the same layout.
 */
record ArchitectureRules(String root) {

  /** From what everything rests on to what rests on everything. */
  private static final List<String> MODULES =
      List.of("core", "expression", "connect", "engine", "project", "server", "cli", "bench");

  /** In memory, or a name only: they reach nothing outside the process. */
  private static final Set<String> HARMLESS_IO =
      Set.of(
          "java.io.ByteArrayInputStream",
          "java.io.ByteArrayOutputStream",
          "java.io.DataInput",
          "java.io.DataInputStream",
          "java.io.DataOutput",
          "java.io.DataOutputStream",
          "java.io.EOFException",
          "java.io.IOException",
          "java.io.InputStream",
          "java.io.OutputStream",
          "java.io.Serializable",
          "java.io.UncheckedIOException");

  private static final Pattern NAMES_THAT_SAY_NOTHING =
      Pattern.compile("Abstract[A-Z].*|.*(Manager|Helpers?|Utils?|Impl|Processor)");

  private static final Pattern PREFIXED_INTERFACE = Pattern.compile("I[A-Z][a-z].*");

  /**
   * {@code core <- expression <- connect <- engine <- project <- server <- cli <- bench}: nothing
   * knows what rests on it.
   */
  ArchRule dependsOnNothingAbove(String module) {
    String[] above =
        MODULES.stream()
            .skip(MODULES.indexOf(module) + 1L)
            .map(name -> root + "." + name + "..")
            .toArray(String[]::new);
    return noClasses()
        .that(liveIn(module))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(above)
        .because(
            "dependencies point one way: core <- expression <- connect <- engine <- project <- server <- cli <- bench")
        .allowEmptyShould(true);
  }

  /** Whoever reads a package needs to know only packages that do not need it. */
  ArchRule packagesFormNoCycles() {
    return slices()
        .matching(root + ".(**)")
        .should()
        .beFreeOfCycles()
        .because("packages are read one after the other, from what rests on nothing upwards");
  }

  /** Its first use costs a moment, and others speak core's own types. */
  ArchRule onlyExpressionKnowsTheParser() {
    return noClasses()
        .that(below(root).and(not(liveIn("expression"))))
        .should()
        .dependOnClassesThat(below("org.apache.calcite", "com.google.re2j"))
        .because("what parses expressions is the business of one module")
        .allowEmptyShould(true);
  }

  /** Values are evaluated the same anywhere and always, and a text of a user's reaches nothing. */
  ArchRule expressionReachesNothing() {
    return noClasses()
        .that(liveIn("expression"))
        .should()
        .dependOnClassesThat(
            below(
                    "java.io",
                    "java.nio.file",
                    "java.nio.channels",
                    "java.net",
                    "java.sql",
                    "javax",
                    "java.lang.reflect",
                    "java.util.concurrent")
                .and(describe("reach outside", type -> !HARMLESS_IO.contains(type.getName())))
                .or(
                    named(
                        "java.lang.Thread",
                        "java.lang.Process",
                        "java.lang.ProcessBuilder",
                        "java.lang.Runtime",
                        "java.lang.ClassLoader")))
        .because("an expression is a text of somebody's: it must not reach anything")
        .allowEmptyShould(true);
  }

  ArchRule coreUsesJavaAndJacksonOnly() {
    return classes()
        .that(liveIn("core"))
        .should()
        .onlyDependOnClassesThat(
            below(
                    root + ".core",
                    "java",
                    "tools.jackson",
                    "com.fasterxml.jackson.annotation",
                    "org.jspecify")
                .or(describe("are primitive", type -> type.getBaseComponentType().isPrimitive())))
        .because("what a sync means must not hang on a library that does input and output")
        .allowEmptyShould(true);
  }

  ArchRule coreDoesNoInputOrOutput() {
    return coreMustNotDependOn(
        "files, networks or databases",
        below("java.io", "java.nio.file", "java.nio.channels", "java.net", "java.sql", "javax")
            .and(describe("reach outside", type -> !HARMLESS_IO.contains(type.getName()))));
  }

  ArchRule coreDoesNotLog() {
    return coreMustNotDependOn(
        "loggers or the console",
        below("java.util.logging", "org.slf4j")
            .or(named("java.lang.System$Logger", "java.io.PrintStream", "java.io.Console")));
  }

  ArchRule coreIsToldTheTime() {
    return coreMustNotCall(
        "a clock of the machine",
        access ->
            belongsTo(access, "java.lang.System", "currentTimeMillis", "nanoTime")
                || access.getTargetOwner().getPackageName().startsWith("java.time")
                    && access.getName().equals("now")
                || isClockOfTheMachine(access)
                || belongsTo(access, "java.util.Calendar", "getInstance")
                || isNewWithoutArguments(access, "java.util.Date"));
  }

  ArchRule coreIsToldItsRandomness() {
    return coreMustNotCall(
        "randomness without a seed",
        access ->
            belongsTo(access, "java.lang.Math", "random")
                || belongsTo(access, "java.util.UUID", "randomUUID")
                || belongsTo(access, "java.util.concurrent.ThreadLocalRandom", "current")
                || belongsTo(access, "java.util.Collections", "shuffle") && arguments(access) == 1
                || access.getTargetOwner().getName().equals("java.security.SecureRandom")
                || isNewWithoutArguments(access, "java.util.Random")
                || isNewWithoutArguments(access, "java.util.SplittableRandom"));
  }

  ArchRule coreIsToldItsSurroundings() {
    return coreMustNotCall(
        "settings of the machine",
        access ->
            belongsTo(access, "java.lang.System", "getenv", "getProperty", "getProperties")
                || belongsTo(access, "java.lang.Integer", "getInteger")
                || belongsTo(access, "java.lang.Boolean", "getBoolean")
                || belongsTo(access, "java.util.Locale", "getDefault")
                || belongsTo(access, "java.util.TimeZone", "getDefault")
                || belongsTo(access, "java.time.ZoneId", "systemDefault")
                || belongsTo(access, "java.nio.charset.Charset", "defaultCharset"));
  }

  ArchRule coreStartsNoThreads() {
    DescribedPredicate<JavaClass> threads =
        named(
                "java.lang.Thread",
                "java.util.Timer",
                "java.util.concurrent.CompletableFuture",
                "java.util.concurrent.Executor",
                "java.util.concurrent.ExecutorService",
                "java.util.concurrent.Executors",
                "java.util.concurrent.ForkJoinPool")
            .as("threads");
    return noClasses()
        .that(liveIn("core"))
        .should()
        .dependOnClassesThat(threads)
        .orShould(
            call(
                "parallel streams",
                access -> Set.of("parallel", "parallelStream").contains(access.getName())))
        .because("core is pure: the engine decides what runs beside what")
        .allowEmptyShould(true);
  }

  ArchRule namesSayWhatAThingIs() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should(
            holdFor(
                "have a name that says nothing",
                type ->
                    NAMES_THAT_SAY_NOTHING.matcher(type.getSimpleName()).matches()
                        || type.isInterface()
                            && PREFIXED_INTERFACE.matcher(type.getSimpleName()).matches()))
        .because("a name is the field's own word for the thing, without Manager, Impl and the like")
        .allowEmptyShould(true);
  }

  private ArchRule coreMustNotDependOn(String what, DescribedPredicate<JavaClass> types) {
    return noClasses()
        .that(liveIn("core"))
        .should()
        .dependOnClassesThat(types.as(what))
        .because("core is pure: the same arguments give the same decision, anywhere and always")
        .allowEmptyShould(true);
  }

  private ArchRule coreMustNotCall(String what, Predicate<JavaAccess<?>> accesses) {
    return noClasses()
        .that(liveIn("core"))
        .should(call(what, accesses))
        .because("time, randomness and ids are arguments, so that a test can replay a week")
        .allowEmptyShould(true);
  }

  private DescribedPredicate<JavaClass> liveIn(String module) {
    return below(root + "." + module).as("live in " + module);
  }

  private static ArchCondition<JavaClass> call(String what, Predicate<JavaAccess<?>> accesses) {
    return new ArchCondition<>("use " + what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getAccessesFromSelf().stream()
            .filter(accesses)
            .forEach(
                access ->
                    events.add(SimpleConditionEvent.satisfied(access, access.getDescription())));
      }
    };
  }

  private static ArchCondition<JavaClass> holdFor(String what, Predicate<JavaClass> types) {
    return new ArchCondition<>(what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        events.add(
            new SimpleConditionEvent(type, types.test(type), type.getDescription() + ": " + what));
      }
    };
  }

  private static DescribedPredicate<JavaClass> below(String... packages) {
    return describe(
        "live below " + List.of(packages),
        type ->
            Stream.of(packages)
                .anyMatch(
                    name ->
                        (type.getBaseComponentType().getPackageName() + ".")
                            .startsWith(name + ".")));
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    return describe("are one of " + List.of(names), type -> Set.of(names).contains(type.getName()));
  }

  private static boolean belongsTo(JavaAccess<?> access, String owner, String... methods) {
    return access.getTargetOwner().getName().equals(owner)
        && List.of(methods).contains(access.getName());
  }

  private static boolean isClockOfTheMachine(JavaAccess<?> access) {
    return access.getTargetOwner().getName().equals("java.time.Clock")
        && (access.getName().startsWith("system") || access.getName().startsWith("tick"));
  }

  private static boolean isNewWithoutArguments(JavaAccess<?> access, String owner) {
    return belongsTo(access, owner, "<init>") && arguments(access) == 0;
  }

  private static int arguments(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget target
        ? target.getRawParameterTypes().size()
        : 0;
  }
}
