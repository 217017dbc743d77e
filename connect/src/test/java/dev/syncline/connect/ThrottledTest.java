package dev.syncline.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThrottledTest {
  /** A default of the interface would say that the system behind it cannot do it. */
  @Test
  void handsOnEveryMethod() {
    List<String> missing =
        Arrays.stream(Connector.class.getMethods())
            .filter(m -> !declares(m))
            .map(Method::toString)
            .toList();
    assertThat(missing).isEmpty();
  }

  private static boolean declares(Method method) {
    return Arrays.stream(Throttled.class.getDeclaredMethods())
        .anyMatch(
            own ->
                own.getName().equals(method.getName())
                    && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()));
  }
}
