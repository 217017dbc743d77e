package dev.syncline.engine.config;

import dev.syncline.connect.AuditColumns;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.value.Type;
import dev.syncline.engine.sync.Capturing;
import dev.syncline.engine.sync.Capturing.Method;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns that tell when and by whom records were written: what a task names has to be
 * there; what a connection names holds for those of its objects that have it.
 */
final class AuditCompiler {
  private final SyncConfig sync;
  private final BySide<ConnectionConfig> connections;
  private final Findings findings;

  AuditCompiler(SyncConfig sync, BySide<ConnectionConfig> connections, Findings findings) {
    this.sync = sync;
    this.connections = connections;
    this.findings = findings;
  }

  Capturing compile(List<Draft> drafts) {
    Map<Integer, BySide<AuditColumns>> columns = new HashMap<>();
    for (Draft draft : drafts) {
      BySide<AuditColumns> both = BySide.of(side -> columns(draft, side));
      if (!both.source().all().isEmpty() || !both.target().all().isEmpty()) {
        columns.put(draft.config().id(), both);
      }
    }
    Map<Side, Set<String>> ignored = new EnumMap<>(Side.class);
    for (Side side : Side.values()) {
      ignored.put(side, connections.on(side).dedicatedAccounts());
    }
    Capturing given = sync.capturing();
    return new Capturing(
        given.methods(),
        given.sweepMillis(),
        given.logKeep(),
        given.stamping().with(columns),
        ignored);
  }

  private AuditColumns columns(Draft draft, Side side) {
    AuditNames own = draft.config().timestamps().on(side);
    AuditNames shared = connections.on(side).timestamps();
    ObjectSchema schema = draft.schema(side);
    Optional<Column> created =
        own.created()
            .map(name -> stamp(draft, schema, name))
            .orElseGet(() -> shared(schema, shared.created()).filter(AuditCompiler::tellsTime));
    Optional<Column> updated =
        own.updated()
            .map(name -> stamp(draft, schema, name))
            .orElseGet(() -> shared(schema, shared.updated()).filter(AuditCompiler::tellsTime));
    Optional<Column> updatedBy =
        own.updatedBy()
            .map(name -> find(draft, schema, name))
            .orElseGet(() -> shared(schema, shared.updatedBy()));
    if (sync.capturing().on(side) == Method.TIMESTAMPS) {
      judge(draft, side, created, updated);
    }
    return new AuditColumns(name(created), name(updated), name(updatedBy));
  }

  private static @Nullable String name(Optional<Column> column) {
    return column.map(Column::name).orElse(null);
  }

  private static Optional<Column> shared(ObjectSchema schema, Optional<Name> name) {
    return name.flatMap(n -> Columns.find(schema, n.text()));
  }

  private Optional<Column> find(Draft draft, ObjectSchema schema, Name name) {
    return Columns.find(name.at(), name.text(), draft.config().name(), schema, n -> n, findings);
  }

  private Optional<Column> stamp(Draft draft, ObjectSchema schema, Name name) {
    Optional<Column> column = find(draft, schema, name);
    if (column.isPresent() && !tellsTime(column.get())) {
      findings.error(
          name.at(),
          "task "
              + draft.config().name()
              + ": column "
              + column.get().name()
              + " of "
              + schema.name()
              + " is "
              + column.get().nativeType()
              + " and does not tell when a record was written",
          "Name a column with date and time.");
      return Optional.empty();
    }
    return column;
  }

  private static boolean tellsTime(Column column) {
    return column.type() instanceof Type.Timestamp;
  }

  private void judge(Draft draft, Side side, Optional<Column> created, Optional<Column> updated) {
    String task = "task " + draft.config().name() + ": ";
    String object = draft.schema(side).name();
    if (created.isEmpty() && updated.isEmpty()) {
      findings.error(
          draft.config().object(side).at(),
          task + "no column of " + object + " is named that tells when a record was written",
          "Add \"timestamps: { "
              + side.word()
              + ": { updated: COLUMN } }\" to the task, or \"timestamps: { updated: COLUMN }\" to"
              + " the connection, or choose capture: triggers or scan.");
    } else if (updated.isEmpty()) {
      findings.note(
          draft.config().object(side).at(),
          task
              + "without an \"updated\" column of "
              + object
              + " runs find new records only; changes wait for the sweep",
          "");
    } else if (updated.get().nullable() && created.isEmpty()) {
      findings.note(
          draft.config().object(side).at(),
          task
              + "records of "
              + object
              + " that were never changed may have no "
              + updated.get().name()
              + ", and are looked at in every run",
          "Name the column that tells when they were created, too.");
    }
  }
}
