package dev.syncline.engine.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The state store of a process that goes on: open from one piece of work to the next, for opening
 * it takes longer than most of what is asked of it. Where it is not what it was, as after its file
 * was replaced, it is opened anew for whoever comes next, and those who have it keep what they
 * have. For any number of threads.
 */
public final class OpenStore implements AutoCloseable {
  private @Nullable Kept kept;
  private boolean closed;

  /** One that is open, and how many have it. */
  private static final class Kept {
    private final StoreAddress address;
    private final SqlStore store;
    private int users;
    private boolean left;

    Kept(StoreAddress address, SqlStore store) {
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
    Kept known = taken(address);
    if (known != null) {
      boolean there = known.store.isAtItsPlace();
      giveBack(known);
      if (there) {
        return true;
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
    Kept known = taken(address);
    if (known != null && !known.store.isAsOpened()) {
      leave(known);
      giveBack(known);
      known = null;
    }
    Kept lent = known == null ? opened(address, folder) : known;
    return lent.store.lent(() -> Stores.opened(address, folder), () -> giveBack(lent));
  }

  private synchronized @Nullable Kept taken(StoreAddress address) {
    Kept known = kept;
    if (known == null || !known.address.equals(address)) {
      return null;
    }
    known.users++;
    return known;
  }

  private synchronized Kept opened(StoreAddress address, Path folder) {
    Kept known = taken(address);
    if (known != null) {
      return known; // somebody else was faster
    }
    Kept open = new Kept(address, Stores.opened(address, folder));
    open.users = 1;
    open.left = closed;
    if (!closed) {
      leave(kept);
      kept = open;
    }
    return open;
  }

  /** Lends it to nobody any more, and closes it once nobody has it. */
  private synchronized void leave(@Nullable Kept known) {
    if (known == null || known.left) {
      return;
    }
    known.left = true;
    if (kept == known) {
      kept = null;
    }
    if (known.users == 0) {
      known.store.close();
    }
  }

  private synchronized void giveBack(Kept known) {
    known.users--;
    if (known.left && known.users == 0) {
      known.store.close();
    }
  }

  /** Closes it once nobody has it; whoever comes later has one alone. */
  @Override
  public synchronized void close() {
    closed = true;
    leave(kept);
  }
}
