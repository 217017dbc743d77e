package dev.syncline.project;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.engine.advise.PairAdvice;
import dev.syncline.engine.advise.Proposal;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables that one side lacks, as statements that make them like those of the other. */
public final class MissingTables {
  private final Ends ends;
  private final Proposal proposal;
  private final Direction direction;

  /** What is missing of a proposal, on the sides that a direction writes. */
  public MissingTables(Connector source, Connector target, Proposal proposal, Direction direction) {
    this.ends = new Ends(source, target);
    this.proposal = proposal;
    this.direction = direction;
  }

  /** The statements per connection that lacks tables; all tables before any reference. */
  public Map<Side, List<String>> statements() {
    Map<Side, List<String>> statements = new HashMap<>();
    for (Side side : Side.values()) {
      if (direction.writes(side)) {
        List<String> here = on(side);
        if (!here.isEmpty()) {
          statements.put(side, here);
        }
      }
    }
    return statements;
  }

  private List<String> on(Side side) {
    Side from = side.other();
    List<Proposal.Alone> alone =
        from == Side.SOURCE ? proposal.sourceAlone() : proposal.targetAlone();
    List<ObjectSchema> models = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    for (Proposal.Alone a : alone) {
      ObjectSchema model = connector(from).describe(a.object());
      if (!model.identity().isEmpty()) {
        models.add(model);
        names.put(model.name(), lastPart(model.name()));
      }
    }
    List<String> tables = new ArrayList<>();
    List<String> references = new ArrayList<>();
    for (ObjectSchema model : models) {
      List<String> own =
          connector(side)
              .createStatements(lastPart(model.name()), withReferences(model, side, names));
      tables.add(own.getFirst());
      references.addAll(own.subList(1, own.size()));
    }
    tables.addAll(references);
    return tables;
  }

  private Connector connector(Side side) {
    return ends.on(side);
  }

  /** Its foreign keys as they must read on the other side; those that lead nowhere are left out. */
  private ObjectSchema withReferences(ObjectSchema model, Side to, Map<String, String> made) {
    List<ForeignKey> keys = new ArrayList<>();
    for (ForeignKey key : model.foreignKeys()) {
      String parent = made.get(key.references());
      if (parent != null) {
        keys.add(to(key, parent, key.referencedColumns()));
      } else {
        paired(key, to).ifPresent(keys::add);
      }
    }
    return new ObjectSchema(
        model.name(), model.columns(), model.primaryKey(), model.uniqueKeys(), keys);
  }

  private Optional<ForeignKey> paired(ForeignKey key, Side to) {
    for (PairAdvice pair : proposal.pairs()) {
      ObjectSchema here = pair.schema(to.other());
      ObjectSchema there = pair.schema(to);
      boolean same =
          here.name().equals(key.references())
              && key.referencedColumns().equals(here.identity())
              && here.identity().size() == there.identity().size();
      if (same) {
        return Optional.of(to(key, there.name(), there.identity()));
      }
    }
    return Optional.empty();
  }

  private static ForeignKey to(ForeignKey key, String object, List<String> columns) {
    return new ForeignKey(
        key.name(), key.columns(), object, columns, key.cascadesDelete(), key.deferrable());
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
