package bluegreen.nginx;

import bluegreen.host.HostFailure;
import bluegreen.host.Interruption;
import bluegreen.host.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One reload, and the look whether it took effect: nginx says yes to a reload before it knows.
 *
 * <p>A worker that is replaced closes its idle connections, and a client that writes at that very
 * moment gets a reset. So for a moment before it each answer closes its connection in good order,
 * by a marker that our server block looks for.
 */
final class Reload {
  static final String GOES_ON = "nginx goes on with the configuration that it had";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Closing closing;
  private final Processes processes;
  private final Optional<ErrorLog> log;

  Reload(Closing closing, Processes processes, Optional<ErrorLog> log) {
    this.closing = closing;
    this.processes = processes;
    this.log = log;
  }

  /**
   * Reloads.
   *
   * @param soft how long connections may end before; zero for not at all
   * @param others the markers of other apps' sites in the same nginx
   * @param workers nginx's workers now
   * @param signal what has nginx reload
   * @throws NotTakenIn where nginx goes on with what it had, and says why
   * @throws HostFailure where it is not seen to have taken it in
   */
  void perform(Duration soft, List<Path> others, Set<Long> workers, Closing.Work signal)
      throws HostFailure, InterruptedException {
    closing.during(
        soft,
        others,
        () -> {
          long end = log.map(ErrorLog::size).orElse(0L);
          signal.run();
          awaitNewWorkers(workers, end);
        });
  }

  private void awaitNewWorkers(Set<Long> workers, long end)
      throws HostFailure, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (workers.stream().anyMatch(w -> OldWorkers.serves(processes, w))) {
      Optional<String> refusal = log.flatMap(l -> l.refusalSince(end));
      if (refusal.isPresent()) {
        throw new NotTakenIn(refusal.get());
      } else if (System.nanoTime() > deadline) {
        throw new HostFailure(GOES_ON);
      }
      Interruption.sleep(POLL);
    }
  }
}
