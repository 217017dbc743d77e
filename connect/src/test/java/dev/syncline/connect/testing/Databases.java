package dev.syncline.connect.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Makes databases for a test and drops them when it is over. */
public final class Databases implements AfterEachCallback {
  private final List<TestDatabase> made = new ArrayList<>();

  /** A new database of a brand. */
  public TestDatabase create(Brand brand) {
    try {
      Path directory =
          brand == Brand.SQLITE ? Files.createTempDirectory("syncline-sqlite") : Path.of(".");
      TestDatabase database = brand.create(directory);
      made.add(database);
      return database;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (TestDatabase database : made) {
      TestDatabases.drop(database);
      String file = database.url().replaceFirst("^jdbc:sqlite:", "");
      if (!file.equals(database.url())) {
        Files.deleteIfExists(Path.of(file));
        Files.deleteIfExists(Path.of(file).getParent());
      }
    }
  }
}
