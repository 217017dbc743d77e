package dev.syncline.connect.app;

import static dev.syncline.connect.testing.Directus.field;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.ConnectorContract;
import dev.syncline.connect.testing.Directus;

/** A real Directus promises what every connector does, by its description alone. */
class DirectusConnectorTest extends ConnectorContract {

  @Override
  protected Connector connect() throws Exception {
    Directus directus = Directus.shared();
    makePersons(directus);
    return Connections.open(
        ConnectionSpec.application("cms", "directus", directus.url(), "", "", Directus.TOKEN));
  }

  static void makePersons(Directus directus) {
    directus.makeCollection(
        "person",
        field("id", "integer", "\"is_primary_key\":true,\"has_auto_increment\":true"),
        field("name", "string", "\"is_nullable\":false,\"max_length\":40"),
        field("email", "string", "\"is_unique\":true,\"max_length\":80"),
        field("age", "integer", ""));
  }

  @Override
  protected String personObject() {
    return "person";
  }

  @Override
  protected boolean keepsNotes() {
    return false;
  }
}
