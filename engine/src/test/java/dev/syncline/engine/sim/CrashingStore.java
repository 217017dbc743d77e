package dev.syncline.engine.sim;

import dev.syncline.engine.store.StateStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * A state store in front of a real one, in which the process may die before and after every commit.
 * Once it is dead, nothing that is still called reaches the real store.
 */
final class CrashingStore {
  private CrashingStore() {}

  static StateStore over(StateStore real, SimFaults faults) {
    return (StateStore)
        Proxy.newProxyInstance(
            StateStore.class.getClassLoader(),
            new Class<?>[] {StateStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                return null;
              }
              faults.aliveOrDie();
              Object result = call(real, method, arguments);
              return result instanceof StateStore.Change change ? over(change, faults) : result;
            });
  }

  /** A store in front of a real one, with which the process dies before a change does something. */
  static StateStore diesBefore(StateStore real, String what) {
    return (StateStore)
        Proxy.newProxyInstance(
            StateStore.class.getClassLoader(),
            new Class<?>[] {StateStore.class},
            (proxy, method, arguments) -> {
              Object result = call(real, method, arguments);
              return result instanceof StateStore.Change change ? dies(change, what) : result;
            });
  }

  private static StateStore.Change dies(StateStore.Change real, String before) {
    return (StateStore.Change)
        Proxy.newProxyInstance(
            StateStore.class.getClassLoader(),
            new Class<?>[] {StateStore.Change.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals(before)) {
                throw new Faults.Crash("before " + before);
              }
              return call(real, method, arguments);
            });
  }

  private static StateStore.Change over(StateStore.Change real, SimFaults faults) {
    return (StateStore.Change)
        Proxy.newProxyInstance(
            StateStore.class.getClassLoader(),
            new Class<?>[] {StateStore.Change.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                return call(real, method, arguments);
              }
              faults.aliveOrDie();
              if (!method.getName().equals("commit")) {
                return call(real, method, arguments);
              }
              faults.mayDie("before a commit of the store");
              Object result = call(real, method, arguments);
              faults.mayDie("after a commit of the store");
              return result;
            });
  }

  private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
