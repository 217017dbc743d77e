package dev.syncline.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.server.account.Event.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VaultTest extends OverBothStores {
  private final VaultKey key = key();
  private final VaultKey other = key();

  private String drawn() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private VaultKey key() {
    return VaultKey.of(Map.of(VaultKey.VARIABLE, drawn())).orElseThrow();
  }

  private Vault vault(VaultKey with) {
    return Accounts.over(store, clock, random, Sessions.Limits.USUAL, with).vault();
  }

  private static void put(Vault vault, String name, String text) {
    vault.put(Actor.COMMAND_LINE, name, new Secret(text));
  }

  private byte[] sealed(String name) {
    return store.read(
        "read",
        sql ->
            sql.first("SELECT sealed FROM secret WHERE name = ?", row -> row.getBytes(1), name)
                .orElseThrow());
  }

  private void tamper(String name, byte[] sealed) {
    store.change(
        "tamper", sql -> sql.update("UPDATE secret SET sealed = ? WHERE name = ?", sealed, name));
  }

  @Test
  void aSecretComesBack() {
    List<String> texts =
        List.of("", "hunter2hunter2", "пароль 🗝 \u0000 ' \" <b>", "x".repeat(1 << 16));
    for (String text : texts) {
      put(vault(key), "password of 'shop' <b>", text);
      restart();
      assertThat(vault(key).find("password of 'shop' <b>")).contains(new Secret(text));
    }
    assertThat(vault(key).names()).containsExactly("password of 'shop' <b>");
    vault(key).check();
    assertThat(vault(key).find("another")).isEmpty();
    assertThat(vault(key).find("\u0000")).isEmpty();
  }

  @Test
  void nothingOfItIsInTheStoreOrTheLog() {
    put(vault(key), "shop", "hunter2hunter2");
    assertThat(holds("hunter2hunter2")).isFalse();
    assertThat(audited().getFirst().event()).isEqualTo(Event.about(Action.SECRET_STORED, "shop"));
    assertThat(vault(key).find("shop").orElseThrow().toString()).isEqualTo("(secret)");
  }

  @Test
  void theSameSecretIsNeverSealedAlike() {
    Vault vault = vault(key);
    put(vault, "one", "hunter2hunter2");
    put(vault, "other", "hunter2hunter2");
    byte[] first = sealed("one");
    assertThat(first).isNotEqualTo(sealed("other"));
    put(vault, "one", "hunter2hunter2");
    assertThat(sealed("one")).isNotEqualTo(first);
  }

  @Test
  void everyBitThatIsChangedIsFound() {
    Vault vault = vault(key);
    put(vault, "shop", "x");
    byte[] whole = sealed("shop");
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      tamper("shop", changed);
      assertDamaged(vault, "shop");
    }
    for (byte[] cut :
        List.of(new byte[0], new byte[11], new byte[12], new byte[27], new byte[100])) {
      tamper("shop", cut);
      assertDamaged(vault, "shop");
    }
    tamper("shop", whole);
    assertThat(vault.find("shop")).contains(new Secret("x"));
  }

  private void assertDamaged(Vault vault, String name) {
    assertThatThrownBy(() -> vault.find(name))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("Secret " + name + " in " + store.place())
        .hasMessageContaining("was changed by somebody without the key")
        .hasMessageContaining("enter the secret anew");
    assertThatThrownBy(vault::check).isInstanceOf(AccountException.class);
  }

  @Test
  void aSecretUnderAnotherNameIsFound() {
    Vault vault = vault(key);
    put(vault, "test", "password of test");
    put(vault, "prod", "password of prod");
    tamper("prod", sealed("test"));
    assertDamaged(vault, "prod");
    assertThat(vault.find("test")).isPresent();
  }

  @Test
  void aWrongKeyIsSaid() {
    put(vault(key), "shop", "hunter2hunter2");
    for (Runnable tried :
        List.<Runnable>of(
            () -> vault(other).find("shop"),
            () -> vault(other).check(),
            () -> put(vault(other), "more", "x"),
            () -> vault(other).changeKey(Actor.COMMAND_LINE, key()))) {
      assertThatThrownBy(tried::run)
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("Secret shop in " + store.place())
          .hasMessageContaining("with key " + key.id())
          .hasMessageContaining("is key " + other.id())
          .hasMessageContaining("Set SYNCLINE_KEY or SYNCLINE_KEY_FILE to the former one");
    }
    // One that says that it is the right one, and is not.
    store.change("tamper", sql -> sql.update("UPDATE secret SET key_id = ?", other.id()));
    assertDamaged(vault(other), "shop");
    assertThat(vault(other).names()).containsExactly("shop");
    vault(other).remove(Actor.COMMAND_LINE, "shop");
    vault(other).check();
  }

  @Test
  void aMissingKeyIsSaid() {
    vault(null).check();
    assertThatThrownBy(() -> put(vault(null), "shop", "x"))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("no key for secret shop")
        .hasMessageContaining("SYNCLINE_KEY_FILE")
        .hasMessageContaining("openssl rand -base64 32");
    put(vault(key), "shop", "x");
    assertThatThrownBy(() -> vault(null).check()).isInstanceOf(AccountException.class);
    assertThatThrownBy(() -> vault(null).find("shop")).isInstanceOf(AccountException.class);
    assertThat(vault(null).find("none")).isEmpty();
  }

  @Test
  void aKeyIsChangedForAllSecretsOrNone() {
    Vault vault = vault(key);
    for (int i = 0; i < 20; i++) {
      put(vault, "secret " + i, "text " + i);
    }
    byte[] whole = sealed("secret 19");
    byte[] before = sealed("secret 0");
    tamper("secret 19", new byte[50]);
    assertThatThrownBy(() -> vault.changeKey(Actor.COMMAND_LINE, other))
        .isInstanceOf(AccountException.class);
    assertThat(sealed("secret 0")).isEqualTo(before);
    assertThat(vault.find("secret 0")).contains(new Secret("text 0"));

    tamper("secret 19", whole);
    assertThat(vault.changeKey(Actor.COMMAND_LINE, other)).isEqualTo(20);
    assertThat(audited().getFirst().event())
        .isEqualTo(Event.about(Action.KEY_CHANGED, "key " + other.id()));
    for (Vault with : List.of(vault, vault(other))) {
      for (int i = 0; i < 20; i++) {
        assertThat(with.find("secret " + i)).contains(new Secret("text " + i));
      }
    }
    assertThatThrownBy(() -> vault(key).find("secret 0")).isInstanceOf(AccountException.class);
  }

  /** One that did not hear of the change keeps nothing that the others could not open. */
  @Test
  void aProcessWithTheFormerKeyKeepsNothing() {
    Vault former = vault(key);
    put(former, "shop", "x");
    vault(key).changeKey(Actor.COMMAND_LINE, other);
    assertThatThrownBy(() -> put(former, "shop", "y")).isInstanceOf(AccountException.class);
    assertThatThrownBy(() -> put(former, "new", "y")).isInstanceOf(AccountException.class);
    assertThat(vault(other).find("shop")).contains(new Secret("x"));
    assertThat(vault(other).names()).containsExactly("shop");
  }

  @Test
  void aSecretIsRemoved() {
    Vault vault = vault(key);
    put(vault, "shop", "x");
    vault.remove(Actor.COMMAND_LINE, "shop");
    assertThat(vault.find("shop")).isEmpty();
    assertThat(audited().getFirst().event()).isEqualTo(Event.about(Action.SECRET_REMOVED, "shop"));
    int lines = audited().size();
    vault.remove(Actor.COMMAND_LINE, "shop");
    assertThat(audited()).hasSize(lines);
  }

  @Test
  void whatCannotBeKeptIsRefused() {
    for (String name : List.of("", "a\u0000", "x".repeat(201))) {
      assertThatThrownBy(() -> put(vault(key), name, "x"))
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("name of a secret");
    }
    for (String text : List.of("hunter2" + "x".repeat(1 << 16), "hunter2\uD800")) {
      assertThatThrownBy(() -> put(vault(key), "shop", text))
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("Secret shop")
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void aKeyIsReadFromAFile() throws IOException {
    String text = drawn();
    assertThat(Base64.getDecoder().decode(text)).hasSize(32);
    Path file = keyFile(text + "\n");
    VaultKey read = VaultKey.of(Map.of(VaultKey.FILE_VARIABLE, file.toString())).orElseThrow();
    VaultKey same = VaultKey.of(Map.of(VaultKey.VARIABLE, text)).orElseThrow();
    assertThat(read.id()).isEqualTo(same.id()).matches("[0-9a-f]{16}");
    assertThat(read.toString()).isEqualTo("key " + read.id());
    put(vault(read), "shop", "x");
    assertThat(vault(same).find("shop")).contains(new Secret("x"));
    assertThat(VaultKey.of(Map.of())).isEmpty();
    assertThat(VaultKey.of(Map.of(VaultKey.VARIABLE, "", VaultKey.FILE_VARIABLE, ""))).isEmpty();
  }

  private Path keyFile(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("key"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  @Test
  void whatIsNoKeyIsSaidAndNotShown() throws IOException {
    for (String text :
        List.of(
            "hunter2",
            "",
            " ",
            Base64.getEncoder().encodeToString(new byte[31]),
            "é".repeat(40),
            "x".repeat(1 << 20))) {
      Path file = keyFile(text);
      assertThatThrownBy(() -> VaultKey.inFile(file))
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("file " + file + " holds no key")
          .hasMessageContaining("openssl rand -base64 32")
          .hasMessageNotContaining("hunter2");
    }
    assertThatThrownBy(() -> VaultKey.of(Map.of(VaultKey.VARIABLE, "hunter2")))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("variable SYNCLINE_KEY holds no key")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(
            () -> VaultKey.of(Map.of(VaultKey.VARIABLE, "a", VaultKey.FILE_VARIABLE, "b")))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("only one can count");
  }

  @Test
  void aKeyFileThatOthersMayReadIsRefused() throws IOException {
    Path file = keyFile(drawn());
    for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----", "rw-----w-")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      assertThatThrownBy(() -> VaultKey.inFile(file))
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("chmod 600 " + file);
    }
    assertThatThrownBy(() -> VaultKey.inFile(folder.resolve("nowhere")))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining(folder.resolve("nowhere").toString())
        .hasMessageContaining("cannot be read");
  }
}
