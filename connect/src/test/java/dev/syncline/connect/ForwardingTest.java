package dev.syncline.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardingTest {
  /** A default of the interface would say that the system behind it cannot do it. */
  @Test
  void handsOnEveryMethod() throws ReflectiveOperationException {
    List<String> asked = new ArrayList<>();
    Connector system =
        (Connector)
            Proxy.newProxyInstance(
                Connector.class.getClassLoader(),
                new Class<?>[] {Connector.class},
                (proxy, method, arguments) -> {
                  asked.add(method.toString());
                  return nothing(method.getReturnType());
                });
    Forwarding forwarding = new Forwarding(system) {};
    for (Method method : Connector.class.getMethods()) {
      asked.clear();
      method.invoke(
          forwarding,
          Arrays.stream(method.getParameterTypes()).map(ForwardingTest::nothing).toArray());
      assertThat(asked).containsExactly(method.toString());
    }
  }

  private static Object nothing(Class<?> type) {
    return type == int.class
        ? (Object) 0
        : type == long.class ? (Object) 0L : type == boolean.class ? (Object) false : null;
  }
}
