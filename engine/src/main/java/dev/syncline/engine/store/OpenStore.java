package dev.syncline.engine.store;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The state store of a process that goes on: open from one piece of work to the next, for opening
 * it takes longer than most of what is asked of it. Where it is not what it was, as after its file
 * was replaced, it is opened anew for whoever comes next, and those who have it keep what they
 * have. For any number of threads.
 */
public final class OpenStore implements AutoCloseable {
  private @Nullable Shared current;
  private @Nullable CompletableFuture<Boolean> opening;
  private boolean closed;

  /** One that is open, and how many have it; retired once it is lent to nobody any more. */
  private static final class Shared {
    private final StoreAddress address;
    private final SqlStore store;
    private int users = 1;
    private boolean retired;

    Shared(StoreAddress address, SqlStore store) {
      this.address = address;
      this.store = store;
    }
  }

  /**
   * Whether there is a store at an address; makes none.
   *
   * @param folder where this node keeps files for a store that is in a database
   * @throws StoreException if its database cannot be reached
   */
  public boolean exists(StoreAddress address, Path folder) {
    Shared known = use(address);
    if (known != null) {
      try {
        if (known.store.isAsOpened()) {
          return true;
        }
      } finally {
        giveBack(known);
      }
    }
    return Stores.exist(address, folder);
  }

  /**
   * The store at an address, made when there is none. What is closed is only the borrower's.
   *
   * @param folder where this node keeps files for a store that is in a database
   * @throws StoreException if it cannot be opened, is damaged, or is a newer Syncline's
   */
  public StateStore lend(StoreAddress address, Path folder) {
    Shared known = use(address);
    if (known != null && !known.store.isAsOpened()) {
      try {
        known.store.requireWhole();
        retire(known);
      } finally {
        giveBack(known);
      }
      known = null;
    }
    Shared lent = known == null ? openOrUse(address, folder) : known;
    return lent.store.lent(() -> Stores.opened(address, folder), () -> giveBack(lent));
  }

  private synchronized @Nullable Shared use(StoreAddress address) {
    Shared known = current;
    if (known == null || !known.address.equals(address)) {
      return null;
    }
    known.users++;
    return known;
  }

  /** One opens it for all who come meanwhile; if that fails, it has failed for all of them. */
  private Shared openOrUse(StoreAddress address, Path folder) {
    while (true) {
      CompletableFuture<Boolean> others;
      CompletableFuture<Boolean> own = new CompletableFuture<>();
      synchronized (this) {
        Shared known = use(address);
        if (known != null) {
          return known;
        }
        others = opening;
        if (others == null) {
          opening = own;
        }
      }
      if (others == null) {
        return open(address, folder, own);
      }
      try {
        others.join();
      } catch (CompletionException e) {
        Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
        throw new StoreException(String.valueOf(cause.getMessage()), cause);
      }
    }
  }

  private Shared open(StoreAddress address, Path folder, CompletableFuture<Boolean> own) {
    try {
      Shared open = new Shared(address, Stores.opened(address, folder));
      publish(open);
      own.complete(true);
      return open;
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        opening = null;
      }
      own.completeExceptionally(e);
      throw e;
    }
  }

  private synchronized void publish(Shared open) {
    opening = null;
    if (closed) {
      open.retired = true;
    } else {
      retire(current);
      current = open;
    }
  }

  private synchronized void retire(@Nullable Shared known) {
    if (known == null || known.retired) {
      return;
    }
    known.retired = true;
    if (current == known) {
      current = null;
    }
    if (known.users == 0) {
      known.store.close();
    }
  }

  private synchronized void giveBack(Shared known) {
    known.users--;
    if (known.retired && known.users == 0) {
      known.store.close();
    }
  }

  /** Closes it once nobody has it; whoever comes later has one alone. */
  @Override
  public synchronized void close() {
    closed = true;
    retire(current);
  }
}
