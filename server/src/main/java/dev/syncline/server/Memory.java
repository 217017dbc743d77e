package dev.syncline.server;

import dev.syncline.engine.config.KnownConfiguration;
import dev.syncline.engine.store.OpenStore;
import dev.syncline.project.Commands.Host;
import dev.syncline.project.OpenPlans;
import dev.syncline.project.screen.Upcoming;
import dev.syncline.server.account.AccountException;
import dev.syncline.server.account.Secret;
import dev.syncline.server.account.Vault;
import java.util.Optional;
import java.util.function.IntFunction;

/** What the server keeps for the commands that it performs. */
final class Memory implements Host, AutoCloseable {
  private final Vault vault;
  private final OpenPlans plans = new OpenPlans();
  private final KnownConfiguration configuration = new KnownConfiguration();
  private final OpenStore store = new OpenStore();
  private volatile IntFunction<Optional<Upcoming>> times = sync -> Optional.empty();

  private volatile Optional<String> address = Optional.empty();

  Memory(Vault vault) {
    this.vault = vault;
  }

  /** From now on it knows when syncs run by themselves, by their ids. */
  void learn(IntFunction<Optional<Upcoming>> upcoming) {
    this.times = upcoming;
  }

  /** From now on it knows how people reach the server. */
  void reached(String by) {
    this.address = Optional.of(by);
  }

  @Override
  public Optional<String> address() {
    return address;
  }

  @Override
  public Optional<OpenPlans> plans() {
    return Optional.of(plans);
  }

  @Override
  public Optional<KnownConfiguration> configuration() {
    return Optional.of(configuration);
  }

  @Override
  public Optional<OpenStore> store() {
    return Optional.of(store);
  }

  /** One that cannot be opened is told of as one that is not there: its own page says why. */
  @Override
  public Optional<String> secret(String name) {
    try {
      return vault.find(name).map(Secret::text);
    } catch (AccountException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Upcoming> upcoming(int sync) {
    return times.apply(sync);
  }

  @Override
  public void close() {
    plans.close();
    store.close();
  }
}
