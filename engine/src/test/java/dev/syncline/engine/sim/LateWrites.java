package dev.syncline.engine.sim;

import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.WriteBatch;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process was about to write when it was taken for dead, and writes after all: just before
 * the next process takes the sync over, which then has to find out, or when that has happened, and
 * then nothing of it may come through.
 */
final class LateWrites {
  private final SimFaults faults;
  private final Chronicle chronicle;
  private final List<Late> waiting = new ArrayList<>();

  private record Late(String name, MemoryDatabase database, WriteBatch batch) {}

  LateWrites(SimFaults faults, Chronicle chronicle) {
    this.faults = faults;
    this.chronicle = chronicle;
  }

  /** A connector to a database, through which processes that sleep wake up. */
  Connector over(String name, MemoryDatabase database) {
    Connector real = new MemoryConnector(name, database, database.ledger(), faults);
    return (Connector)
        Proxy.newProxyInstance(
            Connector.class.getClassLoader(),
            new Class<?>[] {Connector.class},
            (proxy, method, arguments) -> {
              boolean claims = method.getName().equals("claim");
              if (claims && faults.wakes()) {
                wake(name, false);
              }
              try {
                Object answer = method.invoke(real, arguments);
                if (claims) {
                  wake(name, true);
                }
                return answer;
              } catch (InvocationTargetException e) {
                if (e.getCause() instanceof Faults.Crash crash
                    && crash.getMessage().contains(Faults.Step.BEFORE_WRITE.name())
                    && method.getName().equals("write")) {
                  waiting.add(new Late(name, database, (WriteBatch) arguments[0]));
                }
                throw e.getCause();
              }
            });
  }

  private void wake(String name, boolean fenced) {
    List<Late> all = waiting.stream().filter(l -> l.name.equals(name)).toList();
    waiting.removeAll(all);
    for (Late late : all) {
      try {
        new MemoryConnector(name, late.database, late.database.ledger(), Faults.NONE)
            .write(late.batch);
        late.batch.writes().forEach(w -> chronicle.late(w.operation()));
        if (fenced) {
          chronicle.problems().add("a process that woke late wrote " + late.batch.writes());
        }
      } catch (ConnectorException e) {
        if (e.kind() != ConnectorException.Kind.FENCED) {
          throw e;
        }
      }
    }
  }
}
