package dev.syncline.engine.plan;

import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.sync.Sync;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lines of a verified plan, each of which is found again by where it stands in the file. */
public final class PlanLines implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path file;
  private final FileChannel channel;
  private final ItemJson items;

  /** Those of a plan of a sync. */
  public PlanLines(Path file, Sync sync) {
    this.file = file;
    this.items = new ItemJson(sync.tasks().stream().collect(Collectors.toMap(Task::id, t -> t)));
    try {
      this.channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Is given a line. */
  public interface Each {
    /**
     * A line.
     *
     * @param at where it begins, in bytes
     * @param length without its end
     */
    void accept(PlanItem item, long at, int length);
  }

  /** Gives each line in order. */
  public void each(Each each) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      long begin = 0;
      long at = 0;
      for (int b = in.read(); b >= 0; b = in.read()) {
        at++;
        if (b != '\n') {
          line.write(b);
          continue;
        }
        JsonNode node = JSON.readTree(line.toByteArray());
        if (node.has("action")) {
          each.accept(items.read(node), begin, line.size());
        }
        line.reset();
        begin = at;
      }
    } catch (IOException e) {
      throw new PlanFile.Refused(file + " cannot be read: " + e.getMessage());
    }
  }

  /** The line that stands there. */
  public PlanItem at(long begin, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try {
      while (bytes.hasRemaining() && channel.read(bytes, begin + bytes.position()) >= 0) {
        // A channel may give less than it is asked for.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return items.read(JSON.readTree(bytes.array()));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
