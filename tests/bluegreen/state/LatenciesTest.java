package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("How long requests took")
class LatenciesTest {
  private final Latencies latencies = new Latencies(1);

  @Test
  @DisplayName("is nothing where there were none")
  void none() {
    assertEquals(OptionalDouble.empty(), latencies.within(0.5));
    assertEquals(0, latencies.longest());
  }

  @Test
  @DisplayName("is exact for what is fast")
  void fast() {
    for (int i = 1; i <= 60; i++) {
      latencies.add(i);
    }
    assertEquals(OptionalDouble.of(30), latencies.within(0.5));
    assertEquals(OptionalDouble.of(60), latencies.within(0.99));
    assertEquals(60, latencies.count());
  }

  @Test
  @DisplayName("is off by 3 % at most for what is slow, and never too little")
  void slow() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      long millis = 64 + (long) (Math.pow(2, random.nextDouble() * 22));
      Latencies one = new Latencies(1);
      one.add(millis);
      one.add(Long.MAX_VALUE / 4.0);
      double told = one.within(0.5).orElseThrow();
      assertTrue(told >= millis && told <= millis * 1.032, () -> millis + " as " + told);
    }
  }

  @Test
  @DisplayName("can be put together, and is never more than the longest")
  void together() {
    latencies.add(1);
    Latencies others = new Latencies(1);
    others.add(1000);
    others.add(1001);
    latencies.add(others);
    assertEquals(3, latencies.count());
    assertEquals(OptionalDouble.of(1), latencies.within(0.33));
    assertEquals(OptionalDouble.of(1001), latencies.within(1));
  }

  @Test
  @DisplayName("may be told in parts of a millisecond")
  void parts() {
    Latencies fine = new Latencies(0.01);
    fine.add(0.42);
    fine.add(5);
    assertEquals(0.42, fine.within(0.5).orElseThrow(), 1e-9);
    assertEquals(OptionalDouble.of(5), fine.within(0.99));
  }
}
