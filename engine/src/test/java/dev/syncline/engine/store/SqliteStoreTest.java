package dev.syncline.engine.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store holds to the contract. */
class SqliteStoreTest extends StoreContract {
  @TempDir Path folder;

  @Override
  StateStore open() {
    return Stores.open(folder.resolve("state.db"), 2_000);
  }
}
