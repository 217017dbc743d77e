package dev.syncline.server.page;

import dev.syncline.server.account.Permission;
import java.util.List;

/**
 * What stands around every page.
 *
 * @param title of the page, for the window
 * @param section which entry of the menu it belongs to
 * @param menu the entries that are shown
 * @param who the name of who looks at it
 * @param role what that person may do, in a word
 * @param csrf what a form has to send back
 */
public record Frame(
    String title, Section section, List<Section> menu, String who, String role, String csrf) {

  /** An entry of the menu. */
  public enum Section {
    SYNCS("Syncs", "/", "syncs", Permission.SEE),
    CONNECTIONS("Connections", "/connections", "plug", Permission.CONNECTIONS);

    private final String label;
    private final String path;
    private final String sign;
    private final Permission permission;

    Section(String label, String path, String sign, Permission permission) {
      this.label = label;
      this.path = path;
      this.sign = sign;
      this.permission = permission;
    }

    /** Its name. */
    public String label() {
      return label;
    }

    /** Where it leads. */
    public String path() {
      return path;
    }

    /** Which sign stands before it. */
    public String sign() {
      return sign;
    }

    /** What it takes to be shown it. */
    public Permission permission() {
      return permission;
    }
  }
}
