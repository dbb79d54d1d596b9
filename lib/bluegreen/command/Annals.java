package bluegreen.command;

import bluegreen.host.HostFailure;
import bluegreen.host.Lock;
import bluegreen.observe.Facts;
import bluegreen.plan.Goal;
import bluegreen.plan.Plan;
import bluegreen.playbook.Playbook;
import bluegreen.report.Recap;
import bluegreen.run.Deployment;
import bluegreen.run.Outcome;
import bluegreen.state.Dossiers;
import bluegreen.state.Dossiers.Dossier;
import bluegreen.state.History;
import bluegreen.state.Intent;
import bluegreen.state.Metrics;
import bluegreen.state.Release;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Writes down how a run ended, in the history and for Prometheus.
 *
 * @param seen what was there before it
 * @param intended what a run before it was about that has not come to its end
 * @param held the app's lock
 */
record Annals(
    Session session,
    Goal goal,
    Plan plan,
    Optional<Facts> seen,
    Optional<Intent> intended,
    Optional<Lock> held)
    implements Deployment.Chronicle {

  @Override
  public void record(Deployment.Ended ended) throws HostFailure {
    boolean gone = goal == Goal.REMOVE || !Files.isDirectory(session.dir().root());
    if (!gone && plan.applicable()) {
      try {
        history(ended);
      } finally {
        metrics(ended.recap());
      }
    }
  }

  @Override
  public void closed() {
    held.ifPresent(Lock::close);
  }

  /** That they cannot be written is told, and changes nothing. */
  private void metrics(Recap recap) {
    Playbook.App app = session.playbook().app();
    Optional<Metrics.Active> active =
        recap.active().map(slot -> new Metrics.Active(slot, recap.version()));
    try {
      new Metrics(session.dir(), app.name())
          .write(app.metrics(), active, session.machine().files());
    } catch (HostFailure e) {
      session.report().remark(e.getMessage());
    }
  }

  /** Otherwise a run that was killed after its switch has moved traffic, and could not say so. */
  private boolean isLastServed() {
    List<String> served = new History(session.dir()).served();
    String last = served.isEmpty() ? "" : served.get(served.size() - 1);
    return plan.release().filter(r -> r.id().equals(last)).isPresent();
  }

  /** Only what moved or failed to move traffic is history; a run that found all well is not. */
  private void history(Deployment.Ended ended) throws HostFailure {
    boolean nothing =
        ended.outcome() == Outcome.OK && !plan.moves() && (plan.leaves() || isLastServed());
    if (nothing || (plan.release().isEmpty() && !leaves())) {
      return;
    }
    History history = new History(session.dir());
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Optional<Unrecorded> before =
        seen.map(facts -> new Unrecorded(facts, intended, history.entries()));
    Optional<History.Entry> missing = before.flatMap(b -> b.entry(history.unusedId(now), now));
    if (missing.isPresent() && plan.moves()) {
      history.append(missing.get(), session.machine().files().durability());
    }
    boolean completes = missing.isPresent() && !plan.moves();
    String previous = completes ? before.get().before() : plan.activeVersion();
    History.Entry entry = entry(ended, previous, history.unusedId(now), now);
    history.append(entry, session.machine().files().durability());
    evidence(entry, ended);
  }

  /** That it cannot be written is told, and changes nothing. */
  private void evidence(History.Entry entry, Deployment.Ended ended) {
    try {
      new Dossiers(session.dir())
          .write(
              new Dossier(session.playbook().app().name(), entry, ended.seen()),
              session.secrets()::hide,
              session.machine().files());
    } catch (HostFailure e) {
      session.report().remark(e.getMessage());
    }
  }

  private boolean leaves() {
    return goal == Goal.ROLLBACK && plan.leaves();
  }

  private History.Entry entry(Deployment.Ended ended, String previous, String id, Instant now) {
    Recap recap = ended.recap();
    return new History.Entry(
        id,
        now,
        goal.label(),
        recap.ok(),
        leaves() ? recap.ok() : recap.active().equals(Optional.of(plan.target())),
        plan.release().map(Release::version).orElse("before us"),
        plan.release().map(Release::id).orElse(History.OUTSIDE),
        previous,
        leaves() ? "" : plan.target().label(),
        leaves() ? 0 : plan.endpoint().port(),
        recap.switchMillis().map(ms -> Math.round(ms * 100) / 100.0).orElse(0.0),
        recap.totalMillis(),
        System.getProperty("user.name", ""),
        session.secrets().hide(ended.failure()),
        recap.traffic(),
        History.origin(session.env()));
  }
}
