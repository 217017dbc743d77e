package dev.syncline.engine.sim;

import dev.syncline.connect.Connector;
import dev.syncline.connect.testing.TransactionContract;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import java.util.List;
import java.util.Map;

/**
 * The in-memory connector promises what every connector does, or a simulation would prove little.
 */
class MemoryConnectorTest extends TransactionContract {

  @Override
  protected Connector connect() {
    MemoryDatabase database = new MemoryDatabase();
    List<Column> columns =
        List.of(
            new Column("id", new Type.Int(64, false), "bigint", false, Origin.GENERATED),
            new Column("name", new Type.Text(40, 0, false), "varchar(40)", false, Origin.GIVEN),
            new Column("email", Type.Text.UNBOUNDED, "text", true, Origin.GIVEN),
            new Column("age", new Type.Int(32, false), "int", true, Origin.GIVEN));
    ObjectSchema person =
        new ObjectSchema(
            "person",
            columns,
            List.of("id"),
            List.of(new UniqueKey("person_email", List.of("email"), MatchForm.EXACT)),
            List.of());
    database.add(new MemoryTable(person, Map.of(), 1));
    return new MemoryConnector("memory", database, new MemoryLedger(), Faults.NONE);
  }

  @Override
  protected String personObject() {
    return "person";
  }
}
