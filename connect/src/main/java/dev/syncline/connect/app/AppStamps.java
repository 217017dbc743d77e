package dev.syncline.connect.app;

import dev.syncline.connect.AuditColumns;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.Stamps;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Timestamps of an application's records, chosen by its filter. How late it is there stands in the
 * Date of its answers; how long its transactions last nobody tells.
 */
final class AppStamps implements Stamps {
  /** By which local time goes back where there is summer time. */
  private static final Duration SUMMER_TIME = Duration.ofHours(1);

  private final Conversation conversation;
  private final Description description;
  private final Catalog catalog;
  private final Reads reads;
  private final ZoneId zone;

  AppStamps(
      Conversation conversation,
      Description description,
      Catalog catalog,
      Reads reads,
      ZoneId zone) {
    this.conversation = conversation;
    this.description = description;
    this.catalog = catalog;
    this.reads = reads;
    this.zone = zone;
  }

  @Override
  public Optional<String> obstacle(String object) {
    return Objects.requireNonNull(description.filter()).tellsTime()
        ? Optional.empty()
        : Optional.of(
            "the description of "
                + description.application()
                + " has no filter \"from\" and \"empty\" by which records are chosen that were"
                + " written since. Add them, or set \"capture: scan\".");
  }

  @Override
  public List<String> blindSpots(String object, AuditColumns columns) {
    List<String> spots = new ArrayList<>();
    if (columns.updated() == null) {
      spots.add(
          "without a field that tells when a record was changed, "
              + columns.created()
              + " shows new records only; changes wait for the scheduled full compare");
    }
    spots.add(
        "how long a request is at work cannot be seen: what is stamped earlier than the overlap"
            + " before it can be read waits for the scheduled full compare");
    return spots;
  }

  /** Without a Date nobody can tell what may still be stamped, and the cursor stays. */
  @Override
  public Clock clock(String object, AuditColumns columns) {
    Call count = description.records().count();
    Description.Product product = description.product();
    Call any = count != null ? count : product == null ? null : Call.of(product.request());
    if (any == null) {
      return new Clock(null, Duration.ZERO);
    }
    Instant now =
        conversation
            .ask("asking for the time", any, Map.of("object", Json.text(object)))
            .date()
            .orElse(null);
    boolean zoned = columns.stamps().stream().allMatch(c -> isZoned(catalog.describe(object), c));
    return new Clock(
        now == null || zoned ? now : LocalDateTime.ofInstant(now, zone).toInstant(ZoneOffset.UTC),
        Duration.ZERO);
  }

  @Override
  public RowStream since(Shape shape, AuditColumns columns, @Nullable Instant from) {
    return reads.all(shape, from == null ? null : filter(shape, columns, from));
  }

  private JsonNode filter(Shape shape, AuditColumns columns, Instant from) {
    Filter filter = Objects.requireNonNull(description.filter());
    ObjectSchema object = catalog.describe(shape.object());
    Shaped stamps = reads.shaped(object.shape(withKey(object, columns)));
    List<JsonNode> any = new ArrayList<>();
    List<JsonNode> untold = new ArrayList<>();
    for (String column : columns.stamps()) {
      Object moment =
          isZoned(object, column)
              ? from
              : LocalDateTime.ofInstant(from.minus(SUMMER_TIME), ZoneOffset.UTC);
      any.add(filter.isFrom(column, stamps.value(column, moment)));
      untold.add(filter.isEmpty(column));
    }
    any.add(filter.every(untold));
    return filter.any(any);
  }

  private static List<String> withKey(ObjectSchema object, AuditColumns columns) {
    List<String> names = new ArrayList<>(object.identity());
    columns.stamps().stream().filter(c -> !names.contains(c)).forEach(names::add);
    return names;
  }

  private static boolean isZoned(ObjectSchema object, String column) {
    return object
        .column(column)
        .map(Column::type)
        .filter(t -> t instanceof Type.Timestamp s && s.zoned())
        .isPresent();
  }
}
