package bluegreen.report;

import bluegreen.plan.Status;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.state.Traffic;
import java.util.List;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param active the slot that serves now; empty where none does
 * @param endpoint where it is reached
 * @param version the label of what serves now
 * @param previous the label of what served before this run
 * @param switchMillis how long the switch took; empty where nothing was switched
 * @param live whether visitors reach it through the nginx in front of ours; empty without one
 * @param traffic what the run has cost; empty where nobody has asked
 */
public record Recap(
    String app,
    boolean ok,
    boolean dryRun,
    List<Status> statuses,
    Optional<Slot> active,
    Optional<Endpoint> endpoint,
    String version,
    String previous,
    Optional<Double> switchMillis,
    Optional<Boolean> live,
    long totalMillis,
    Optional<Traffic> traffic) {

  /** The recap of a run that did not get to its first step. */
  public static Recap ofNothing(String app) {
    return new Recap(
        app,
        false,
        false,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty());
  }

  /** Whether no request is known to have been lost. */
  public boolean lossless() {
    return traffic.filter(t -> t.lost() > 0).isEmpty();
  }

  /** How many steps ended that way. */
  public long count(Status status) {
    return statuses.stream().filter(s -> s == status).count();
  }
}
