package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Kills runs of the product at the end of every step and at random moments, under load. {@value
 * #SEED} in the environment chooses the moments, {@value #MORE} adds so many kills at random
 * moments to each of the three chains.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 6, unit = TimeUnit.HOURS)
@DisplayName("A run that is killed at any instant loses no request, and the next one mends")
class ChaosTest {
  private static final String SEED = "BLUEGREEN_CHAOS_SEED";
  private static final String MORE = "BLUEGREEN_CHAOS_MORE";
  private static final int FEWEST_KILLS = 75;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Future<Chain.Toll> live;
  private Future<Chain.Toll> reload;
  private Future<Chain.Toll> lifetimes;

  @BeforeAll
  void begin() {
    long seed = number(SEED, 1);
    int more = (int) number(MORE, 0);
    System.out.println("  " + SEED + "=" + seed + " " + MORE + "=" + more);
    live = threads.submit(Updates.live(seed, 2 + more));
    reload = threads.submit(Updates.reload(seed, 6 + more));
    lifetimes = threads.submit(new Lifetimes(seed, 6 + more));
  }

  private static long number(String variable, long otherwise) {
    String value = System.getenv(variable);
    return value == null ? otherwise : Long.parseLong(value);
  }

  @AfterAll
  void end() throws InterruptedException {
    threads.shutdownNow();
    threads.awaitTermination(1, TimeUnit.MINUTES);
  }

  @Test
  @DisplayName("with the live switch: new versions, rollbacks, standby: stop")
  void live() throws Throwable {
    await(live);
  }

  @Test
  @DisplayName("with the reload switch: new versions, a change of the switch's kind")
  void reload() throws Throwable {
    await(reload);
  }

  @Test
  @DisplayName("that is a first deployment or a removal")
  void lifetimes() throws Throwable {
    await(lifetimes);
  }

  @Test
  @DisplayName("seventy-five times and more")
  void oftenEnough() throws Throwable {
    List<Chain.Toll> tolls = new ArrayList<>();
    for (Future<Chain.Toll> chain : List.of(live, reload, lifetimes)) {
      tolls.add(await(chain));
    }
    tolls.forEach(toll -> System.out.println("  " + toll));
    assertTrue(tolls.stream().mapToInt(Chain.Toll::kills).sum() >= FEWEST_KILLS, tolls::toString);
  }

  private static Chain.Toll await(Future<Chain.Toll> chain) throws Throwable {
    try {
      return chain.get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }
}
