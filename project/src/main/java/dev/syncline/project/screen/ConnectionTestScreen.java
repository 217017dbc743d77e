package dev.syncline.project.screen;

import dev.syncline.connect.Encryption;
import dev.syncline.connect.MissingRight;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A system that answered.
 *
 * @param name of the connection
 * @param product what it says that it is
 * @param encryption how what is said to it is kept from others, where anything leaves this program
 * @param objects how many objects can be synchronized
 * @param rights what its account may not do of what Syncline's own tables need
 */
public record ConnectionTestScreen(
    String name,
    String product,
    Optional<Encryption> encryption,
    int objects,
    List<MissingRight> rights)
    implements Screen {
  public ConnectionTestScreen {
    rights = List.copyOf(rights);
  }

  /** How what is said to it is kept from others, in a sentence. */
  public String spoken() {
    return encryption
        .map(found -> new EncryptionReport(name, found).sentence())
        .orElse("nothing leaves this machine.");
  }

  @Override
  public void text(Page page) {
    page.good(
        Shown.safe(name)
            + " answers: "
            + Shown.safe(product)
            + ", "
            + Words.count(objects, "table")
            + " to synchronize.");
    page.line(Page.sentence(spoken()));
    for (MissingRight right : rights) {
      page.care(Page.sentence(Shown.safe(right.message())) + ". " + Shown.safe(right.remedy()));
    }
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json =
        Json.map(
            "name", name,
            "product", product,
            "objects", objects,
            "rights",
                rights.stream()
                    .map(r -> Json.map("message", r.message(), "remedy", r.remedy()))
                    .toList(),
            "exit", exit().number());
    encryption.ifPresent(e -> json.put("encryption", new EncryptionReport(name, e).json()));
    return json;
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
