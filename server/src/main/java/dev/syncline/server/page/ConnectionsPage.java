package dev.syncline.server.page;

import java.util.List;

/**
 * The systems that the configuration names.
 *
 * @param tested what came of a test; empty where there was none
 * @param answered whether the tested one answered
 * @param types kinds of systems of which a new one may be
 */
public record ConnectionsPage(
    Frame frame, List<Line> connections, List<String> tested, boolean answered, List<String> types) {
  public ConnectionsPage {
    connections = List.copyOf(connections);
    tested = List.copyOf(tested);
    types = List.copyOf(types);
  }

  /**
   * A connection.
   *
   * @param query the name as it stands in an address
   * @param secured how what is said to it is kept from others, as it is configured; may be empty
   * @param problems why it cannot be used, a sentence or two each
   */
  public record Line(
      String name,
      String query,
      String type,
      String address,
      String user,
      String secured,
      List<String> syncs,
      String place,
      List<String> problems) {
    public Line {
      syncs = List.copyOf(syncs);
      problems = List.copyOf(problems);
    }
  }
}
