package dev.syncline.server.site;

import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Tab;
import dev.syncline.server.web.Visitor;
import java.util.List;
import java.util.stream.Stream;

/** The pages of the settings. */
enum SettingsTab {
  ACCOUNT("Your account", "/account", Permission.OWN_ACCOUNT),
  OWN_TOKENS("Your tokens", "/account/tokens", Permission.OWN_ACCOUNT),
  USERS("Users", "/settings/users", Permission.USERS),
  TOKENS("All tokens", "/settings/tokens", Permission.TOKENS),
  AUDIT("Audit log", "/settings/audit", Permission.AUDIT),
  SERVER("Server", "/settings/server", Permission.SETTINGS);

  private final String label;
  private final String path;
  private final Permission permission;

  SettingsTab(String label, String path, Permission permission) {
    this.label = label;
    this.path = path;
    this.permission = permission;
  }

  String path() {
    return path;
  }

  Permission permission() {
    return permission;
  }

  /** Those that lead this visitor anywhere. */
  List<Tab> tabs(Visitor visitor) {
    return Stream.of(values())
        .filter(tab -> visitor.may(tab.permission))
        .map(tab -> new Tab(tab.label, tab.path, tab == this))
        .toList();
  }
}
