package bluegreen.nginx;

import bluegreen.host.Processes;
import java.util.List;
import java.util.Set;

/**
 * Workers that nginx has replaced: they take no new connection, finish their last requests with the
 * configuration that they were started with, and end.
 */
public final class OldWorkers {
  /** How nginx calls such a worker. */
  private static final String LEAVING = "shutting down";

  private OldWorkers() {}

  /** Those among some workers of nginx's, by pid. */
  public static List<Long> among(Set<Long> workers, Processes processes) {
    return workers.stream().filter(w -> isOld(w, processes)).sorted().toList();
  }

  private static boolean isOld(long worker, Processes processes) {
    return processes.find(worker).filter(p -> p.command().contains(LEAVING)).isPresent();
  }

  /** Whether a worker still takes requests. */
  static boolean serves(Processes processes, long worker) {
    return processes.find(worker).filter(p -> !p.command().contains(LEAVING)).isPresent();
  }
}
