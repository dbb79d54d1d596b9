package bluegreen.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bluegreen.host.HostFailure;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A look beside others")
class SideTest {
  @Test
  @DisplayName("goes on at the same time as they do, and tells what it has seen")
  void beside() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    Side<String> first =
        Side.look(
            () -> {
              seen.await();
              return "first";
            });
    Side<String> second =
        Side.look(
            () -> {
              seen.countDown();
              return "second";
            });
    assertEquals("second", second.seen());
    assertEquals("first", first.seen());
  }

  @Test
  @DisplayName("fails as it would have failed alone")
  void fails() {
    HostFailure failure = new HostFailure("no");
    Side<String> side =
        Side.look(
            () -> {
              throw failure;
            });
    assertSame(failure, assertThrows(HostFailure.class, side::seen));
    Side<String> interrupted =
        Side.look(
            () -> {
              throw new InterruptedException();
            });
    assertThrows(InterruptedException.class, interrupted::seen);
    Side<String> broken =
        Side.look(
            () -> {
              throw new IllegalArgumentException("x");
            });
    assertEquals(
        IllegalArgumentException.class,
        assertThrows(IllegalStateException.class, broken::seen).getCause().getClass());
  }
}
