package dev.syncline.connect.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.management.ThreadMXBean;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector.Order;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.Intent;
import dev.syncline.connect.Provisional;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.WriteOutcome.Applied;
import dev.syncline.connect.WriteOutcome.Rejected;
import dev.syncline.connect.WriteOutcome.Stale;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Flaw;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderConnectorTest {
  private static final Shape FILES =
      FileRows.schema(".").shape(List.of("path", "folder", "size", "content"));

  @TempDir Path folder;
  private Path here;
  private Path there;
  private Contents contents;
  private FolderConnector connector;
  private FolderConnector other;
  private long now = 1_000_000_000_000L;
  private int operations;

  @BeforeEach
  void open() throws IOException {
    here = Files.createDirectories(folder.resolve("here"));
    there = Files.createDirectories(folder.resolve("there"));
    contents = Contents.open(folder.resolve("own"), Optional.of(Duration.ofDays(90)), () -> now);
    connector = open(here);
    other = open(there);
  }

  private FolderConnector open(Path root) {
    ConnectionSpec spec = ConnectionSpec.of("shop", "folder", root.toString(), "", "");
    return FolderConnector.open(spec, "", contents);
  }

  @AfterEach
  void close() {
    contents.close();
  }

  private static void file(Path root, String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static List<Row> rows(FolderConnector from) {
    List<Row> rows = new ArrayList<>();
    try (RowStream all = from.read(FILES, Order.KEY)) {
      for (Row row = all.next(); row != null; row = all.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<Object> paths(FolderConnector from) {
    return rows(from).stream().map(r -> r.get("path")).toList();
  }

  private String contentOf(String path) {
    return (String) other.fetch(FILES, List.of(Key.of(path))).getFirst().get("content");
  }

  private WriteOutcome write(Write write) {
    WriteBatch batch = new WriteBatch("1", "store", 1, 1, 1, false, false, List.of(write));
    return connector.write(batch).getFirst();
  }

  private WriteOutcome insert(String path, String content) {
    return write(insertion(path, content));
  }

  private Write insertion(String path, String content) {
    return new Write.Insert(
        "op-" + ++operations,
        FILES,
        List.of("path", "content"),
        new Object[] {path, content},
        row -> new byte[0]);
  }

  private WriteOutcome update(String path, String column, String value, Predicate<Row> asSeen) {
    return write(
        new Write.Update(
            "op-" + ++operations,
            FILES,
            Key.of(path),
            List.of(column),
            new Object[] {value},
            asSeen,
            row -> new byte[0]));
  }

  private WriteOutcome delete(String path, Predicate<Row> asSeen) {
    return write(
        new Write.Delete("op-" + ++operations, FILES, Key.of(path), asSeen, row -> new byte[0]));
  }

  private static List<String> everything(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(p -> !p.equals(root))
          .map(p -> root.relativize(p).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void filesAreRowsInTheOrderOfTheirPaths() throws IOException {
    file(here, "a/b.txt", "hello");
    file(here, "a.txt", "");
    file(here, "a-b/c.txt", "x");
    file(here, ".syncline-1.tmp", "half");
    assertThat(paths(connector)).containsExactly("a-b/c.txt", "a.txt", "a/b.txt");
    Row row = connector.fetch(FILES, List.of(Key.of("a/b.txt"), Key.of("a"))).getFirst();
    assertThat(row.values())
        .containsExactly(
            "a/b.txt", "a", 5L, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assertThat(connector.objects()).containsExactly(".", "a", "a-b");
    assertThat(connector.count(".")).isEqualTo(3);
    assertThat(connector.count("a")).isEqualTo(1);
    assertThatThrownBy(() -> connector.describe("aa"))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            e -> assertThat(e.kind()).isEqualTo(ConnectorException.Kind.MISSING));
  }

  @Test
  void writesBytesThatAnotherTreeHoldsAndKeepsWhatItReplaces() throws IOException {
    file(there, "new.txt", "new");
    String wanted = contentOf("new.txt");
    assertThat(insert("deep/er/a.txt", wanted)).isInstanceOf(Applied.class);
    assertThat(here.resolve("deep/er/a.txt")).hasContent("new");
    Files.writeString(here.resolve("deep/er/a.txt"), "old");
    String old =
        (String) connector.fetch(FILES, List.of(Key.of("deep/er/a.txt"))).getFirst().get("content");
    assertThat(update("deep/er/a.txt", "content", wanted, row -> old.equals(row.get("content"))))
        .isInstanceOf(Applied.class);
    assertThat(here.resolve("deep/er/a.txt")).hasContent("new");
    assertThat(update("deep/er/a.txt", "content", old, row -> old.equals(row.get("content"))))
        .isInstanceOf(Stale.class);
    assertThat(update("deep/er/a.txt", "content", old, row -> true)).isInstanceOf(Applied.class);
    assertThat(here.resolve("deep/er/a.txt")).hasContent("old");
    assertThat(update("deep/er/a.txt", "path", "b.txt", row -> true)).isInstanceOf(Applied.class);
    assertThat(delete("b.txt", row -> false)).isInstanceOf(Stale.class);
    assertThat(delete("b.txt", row -> true)).isInstanceOf(Applied.class);
    assertThat(everything(here)).containsExactly("deep", "deep/er");
    assertThat(insert("b.txt", old)).isInstanceOf(Applied.class);
    assertThat(here.resolve("b.txt")).hasContent("old");
  }

  @Test
  void whatWasKeptIsForgottenWithTheJournal() throws IOException {
    file(here, "a.txt", "old");
    String old = (String) rows(connector).getFirst().get("content");
    delete("a.txt", row -> true);
    now += Duration.ofDays(90).toMillis();
    connector.claim(1, "store", false);
    now += Duration.ofDays(2).toMillis();
    assertThat(insert("b.txt", old)).isInstanceOf(Applied.class);
    delete("b.txt", row -> true);
    now += Duration.ofDays(92).toMillis();
    connector.claim(1, "store", false);
    assertThat(insert("c.txt", old))
        .isInstanceOfSatisfying(
            Rejected.class, r -> assertThat(r.message()).contains("no file of this project holds"));
    assertThat(everything(here)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/passwd",
        "../a",
        "a/../../b",
        "a//b",
        "a/",
        "./a",
        ".",
        ".syncline/state.db",
        "a\0b"
      })
  void refusesPathsThatLeadOut(String path) throws IOException {
    file(there, "a.txt", "a");
    assertThat(insert(path, contentOf("a.txt"))).isInstanceOf(Rejected.class);
    assertThat(connector.limits(FILES).misfit(0, path)).contains("\"path\"");
    assertThat(everything(folder)).doesNotContain("a").contains("there/a.txt");
    assertThat(everything(here)).isEmpty();
    assertThat(path.isEmpty() ? List.of() : connector.fetch(FILES, List.of(Key.of(path))))
        .isEmpty();
  }

  @Test
  void refusesWhatIsInTheWay() throws IOException {
    file(there, "a.txt", "a");
    String content = contentOf("a.txt");
    file(here, "file", "x");
    file(here, "folder/b", "x");
    Files.createDirectories(here.resolve("empty"));
    Files.createSymbolicLink(here.resolve("link"), there);
    assertThat(rejection(insert("file/b", content))).contains("a file stands where the folder");
    assertThat(rejection(insert("folder", content))).contains("not empty");
    assertThat(rejection(insert("file", content))).contains("another file of that name");
    assertThat(rejection(insert("link/b", content))).contains("behind a symbolic link");
    assertThat(rejection(insert("n".repeat(256), content))).contains("max 255 bytes, was 256");
    assertThat(insert("empty", content)).isInstanceOf(Applied.class);
    assertThat(everything(there)).containsExactly("a.txt");
  }

  private static String rejection(WriteOutcome outcome) {
    return ((Rejected) outcome).message();
  }

  @Test
  void seesAnEditThatKeepsSizeAndTime() throws IOException {
    file(here, "a.txt", "one");
    FileTime old = FileTime.fromMillis(1_500_000_000_000L);
    Files.setLastModifiedTime(here.resolve("a.txt"), old);
    Object before = rows(connector).getFirst().get("content");
    Files.writeString(here.resolve("a.txt"), "two");
    Files.setLastModifiedTime(here.resolve("a.txt"), old);
    assertThat(rows(connector).getFirst().get("content")).isNotEqualTo(before);
  }

  @Test
  void whatCannotBeReadIsNotAbsent() throws IOException {
    file(there, "a.txt", "a");
    Files.createSymbolicLink(here.resolve("link"), there.resolve("a.txt"));
    assertThat(rows(connector).getFirst().get("content")).isInstanceOf(Flaw.class);
    file(here, "secret.txt", "a");
    Files.setPosixFilePermissions(
        here.resolve("secret.txt"), PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(here.resolve("secret.txt")), "root reads everything");
    assertThat(rows(connector).getLast().get("content"))
        .isInstanceOfSatisfying(Flaw.class, f -> assertThat(f.reason()).contains("no right"));
  }

  @Test
  void aRootThatIsGoneHasNotLostItsFiles() throws IOException {
    file(here, "a.txt", "a");
    rows(connector);
    Files.move(here, folder.resolve("elsewhere"));
    assertUnreachable("there is no folder");
    Files.createDirectory(here);
    assertUnreachable("seems not to be mounted");
    Files.createDirectory(here.resolve("meant"));
    assertThat(rows(connector)).isEmpty();
  }

  private void assertUnreachable(String why) {
    assertThatThrownBy(() -> rows(connector))
        .hasMessageContaining(why)
        .isInstanceOfSatisfying(
            ConnectorException.class,
            e -> assertThat(e.kind()).isEqualTo(ConnectorException.Kind.UNREACHABLE));
    assertThatThrownBy(() -> connector.fetch(FILES, List.of(Key.of("a.txt"))))
        .isInstanceOf(ConnectorException.class);
  }

  @Test
  void tellsWhatWasDoneByWhatIsThere() throws IOException {
    file(there, "a.txt", "new");
    String wanted = contentOf("a.txt");
    file(here, "done.txt", "new");
    file(here, "not-yet.txt", "old");
    Path left = here.resolve(Temporary.of("store", "op-2"));
    Files.writeString(left, "ne");
    assertThat(connector.footprint()).hasSize(1);
    List<Intent> intents =
        List.of(
            intent("op-1", null, "done.txt", wanted),
            intent("op-2", null, "half.txt", wanted),
            intent("op-3", "not-yet.txt", null, wanted),
            intent("op-4", "gone.txt", null, null),
            intent("op-5", "done.txt", null, null));
    assertThat(connector.applied("store", "1", intents)).containsOnlyKeys("op-1", "op-4");
    assertThat(left).doesNotExist();
    assertThat(connector.footprint()).isEmpty();
    assertThat(insert("done.txt", wanted)).isInstanceOf(Applied.class);
    assertThat(everything(here)).containsExactly("done.txt", "not-yet.txt");
  }

  @Test
  void nothingIsSentWhileWritesAreTakenForDone() throws IOException {
    file(there, "a.txt", "new");
    String wanted = contentOf("a.txt");
    file(here, "old.txt", "old");
    Files.writeString(here.resolve(Temporary.of("store", "op-2")), "ne");
    List<String> before = everything(here);
    Provisional untried = connector.provisional().orElseThrow();
    assertThat(untried.untried(".").orElseThrow()).contains("shop", "has no transactions");
    untried.begin();
    assertThat(insert("a.txt", wanted))
        .isInstanceOfSatisfying(
            Applied.class, a -> assertThat(a.after().get("content")).isEqualTo(wanted));
    assertThat(update("old.txt", "content", wanted, row -> true))
        .isInstanceOfSatisfying(
            Applied.class, a -> assertThat(a.after().get("content")).isEqualTo(wanted));
    assertThat(update("old.txt", "content", wanted, row -> false)).isInstanceOf(Stale.class);
    assertThat(delete("old.txt", row -> true)).isInstanceOf(Applied.class);
    assertThat(delete("gone.txt", row -> true)).isInstanceOf(Stale.class);
    connector.applied("store", "1", List.of(intent("op-2", null, "half.txt", wanted)));
    assertThat(everything(here)).isEqualTo(before);
    assertThat(here.resolve("old.txt")).hasContent("old");
    untried.close();
    assertThat(insert("a.txt", wanted)).isInstanceOf(Applied.class);
    assertThat(here.resolve("a.txt")).hasContent("new");
  }

  private static Intent intent(
      String operation, @Nullable String key, @Nullable String path, @Nullable String content) {
    List<String> columns = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    if (path != null) {
      columns.add("path");
      values.add(path);
    }
    if (content != null) {
      columns.add("content");
      values.add(content);
    }
    return new Intent(
        operation, FILES, key == null ? null : Key.of(key), columns, values.toArray());
  }

  @Test
  void namesAreTheSameHoweverUnicodeWritesThem() throws IOException {
    file(here, "e\u0301te\u0301.jpg", "summer");
    assertThat(paths(connector)).containsExactly("\u00e9t\u00e9.jpg");
    assertThat(connector.fetch(FILES, List.of(Key.of("\u00e9t\u00e9.jpg")))).hasSize(1);
    file(here, "\u00e9t\u00e9.jpg", "another");
    assertThat(rows(connector)).hasSize(1);
    assertThat(rows(connector).getFirst().get("content")).isInstanceOf(Flaw.class);
    assertThat(
            connector.fetch(FILES, List.of(Key.of("\u00e9t\u00e9.jpg"))).getFirst().get("content"))
        .isInstanceOf(Flaw.class);
  }

  @Test
  void aLargeFileNeedsNoMemory() throws IOException {
    try (RandomAccessFile large = new RandomAccessFile(there.resolve("large.bin").toFile(), "rw")) {
      large.setLength(200L << 20);
      large.write(1);
    }
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = memory.getCurrentThreadAllocatedBytes();
    String content = contentOf("large.bin");
    assertThat(insert("large.bin", content)).isInstanceOf(Applied.class);
    assertThat(delete("large.bin", row -> true)).isInstanceOf(Applied.class);
    assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(32L << 20);
    assertThat(insert("again.bin", content)).isInstanceOf(Applied.class);
    assertThat(here.resolve("again.bin")).hasSameBinaryContentAs(there.resolve("large.bin"));
  }

  @Test
  void bytesThatChangedMeanwhileAreNotWritten() throws IOException {
    file(there, "a.txt", "one");
    String content = contentOf("a.txt");
    Files.writeString(there.resolve("a.txt"), "two");
    assertThat(insert("a.txt", content)).isInstanceOf(WriteOutcome.Retry.class);
    assertThat(everything(here)).isEmpty();
  }
}
