package bluegreen.command;

import bluegreen.host.HostFailure;
import bluegreen.host.Lock;
import bluegreen.nginx.conf.Entrances;
import bluegreen.observe.Facts;
import bluegreen.observe.Remains;
import bluegreen.plan.Goal;
import bluegreen.plan.Plan;
import bluegreen.plan.Planner;
import bluegreen.plan.RemovalPlanner;
import bluegreen.plan.ReturnPlanner;
import bluegreen.plan.Status;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.report.Recap;
import bluegreen.run.Deployment;
import bluegreen.run.Outcome;
import bluegreen.state.AppDir;
import bluegreen.state.Artifact;
import bluegreen.state.Footprint;
import bluegreen.state.History;
import bluegreen.state.Intent;
import bluegreen.state.SlotRecord;
import bluegreen.state.Source;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Deploy, rollback and remove: observe, plan, and carry out or show. */
final class DeployCommand {
  private final Session session;
  private final Goal goal;
  private final long began = System.nanoTime();
  private Optional<Entrances> entrances = Optional.empty();
  private Optional<List<Path>> made = Optional.empty();
  private Optional<Facts> seen = Optional.empty();
  private Optional<Intent> intended = Optional.empty();
  private Optional<Lock> held = Optional.empty();

  DeployCommand(Session session, Goal goal) {
    this.session = session;
    this.goal = goal;
  }

  int run() throws InterruptedException, HostFailure {
    if (goal == Goal.ROLLBACK) { // It reads what to go back to before it can make a plan.
      session.owners().require(false);
    }
    if (session.options().dryRun()) {
      return show(plan());
    }
    boolean ours = session.owners().problems(goal == Goal.DEPLOY).isEmpty();
    Path file = session.dir().lock();
    if (!ours || !Files.isRegularFile(file) || !Files.isWritable(file)) {
      Plan plan = plan();
      boolean others = Files.exists(session.dir().root()) && !footprint().isBegun();
      if (!plan.applicable() || (goal == Goal.REMOVE && (others || !plan.changes()))) {
        return carryOut(plan); // Nothing is created for a run that cannot be, or has nothing to do.
      }
    }
    held = lock();
    if (held.isEmpty()) {
      return locked();
    }
    try {
      closeToOthers();
      Plan plan = fetched(plan());
      if (made.isPresent() && goal == Goal.DEPLOY && plan.applicable()) {
        footprint().noteMade(made.get(), session.machine().files());
      }
      return carryOut(plan);
    } finally {
      held.get().close();
    }
  }

  /** The app's lock; empty where another run holds it for longer than we may wait. */
  private Optional<Lock> lock() throws HostFailure, InterruptedException {
    long deadline = System.nanoTime() + session.options().lockTimeout().toNanos();
    while (true) {
      boolean begun = footprint().isBegun();
      List<Path> missing = missing();
      session.machine().files().folder(session.dir().root(), 0755);
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      try {
        Optional<Lock> lock = Lock.take(session.dir().lock(), left);
        boolean known = !begun || footprint().made().isPresent();
        made = known ? Optional.of(missing) : Optional.empty();
        return lock;
      } catch (HostFailure e) {
        if (Files.isDirectory(session.dir().root())) {
          throw e;
        }
        // The one we waited for has removed the app, its folder included.
      }
    }
  }

  /** The folders that this run will make, outside of the app's own. */
  private List<Path> missing() {
    Playbook.Nginx nginx = session.playbook().nginx();
    Stream<Path> ofNginx =
        Stream.concat(nginx.prefix().stream(), Stream.of(nginx.target().file().getParent()));
    Stream<Path> ofApp =
        Stream.concat(Stream.of(session.dir().root()), session.playbook().app().workdir().stream());
    return Stream.concat(ofApp, ofNginx)
        .flatMap(folder -> Footprint.missing(folder).stream())
        .filter(folder -> !folder.startsWith(session.dir().root()) || isRoot(folder))
        .toList();
  }

  private boolean isRoot(Path folder) {
    return folder.equals(session.dir().root());
  }

  /** What is more open than it has to be: a disk in memory, or what earlier versions have made. */
  private void closeToOthers() {
    AppDir dir = session.dir();
    for (Path path :
        List.of(dir.root(), dir.lock(), dir.history(), dir.evidence(), dir.slots(), dir.cache())) {
      try {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
          session.machine().files().narrow(path, dir.mode(path));
        }
      } catch (HostFailure e) {
        // Somebody else's: the preflight says so.
      }
    }
  }

  private int locked() {
    String app = session.playbook().app().name();
    String holder = Lock.holder(session.dir().lock()).map(h -> ": " + h.describe()).orElse("");
    session.report().error("another deployment of " + app + " is under way" + holder);
    if (session.options().json()) {
      session.report().recap(Recap.ofNothing(app));
    }
    return Outcome.LOCKED.code();
  }

  private Plan plan() throws InterruptedException, HostFailure {
    return switch (goal) {
      case DEPLOY -> plan(session.observer().beforeDeployment(), Optional.empty());
      case ROLLBACK -> planOfReturn(session.observer().asItIs());
      case REMOVE -> planOfRemoval(session.observer().beforeLeaving());
    };
  }

  /** Where it can be told only then what a plan is about, it is fetched, and another one made. */
  private Plan fetched(Plan plan) throws InterruptedException, HostFailure {
    Source source = Source.of(session.playbook().app(), session.dir());
    boolean asked =
        plan.isUnfetched() || goal == Goal.DEPLOY && plan.applicable() && source.moves();
    if (!asked) {
      return plan;
    }
    session.report().starting(Step.looking(StepName.RELEASE));
    try {
      Artifact artifact = source.obtain(session.machine().files());
      return plan(session.observer().knowing(artifact).beforeDeployment(), Optional.empty());
    } catch (HostFailure e) {
      return plan.withoutArtifact(e.getMessage());
    }
  }

  private Plan plan(Facts facts, Optional<String> launch) {
    seen = Optional.of(facts);
    intended = Intent.read(session.dir());
    entrances = facts.approach().entrances();
    return new Planner(
            goal,
            session.playbook(),
            session.dir(),
            session.templates(),
            facts,
            launch,
            session.options().takeOver(),
            session.options().yes())
        .plan();
  }

  private Plan planOfReturn(Facts seen) throws InterruptedException, HostFailure {
    entrances = seen.approach().entrances();
    Optional<RollbackTarget.Target> target = target(seen);
    if (target.isPresent()) {
      return plan(session.observer().beforeReturn(target.get().release()), target.get().launch());
    }
    Facts again = session.observer().beforeLeaving();
    Facts facts = ReturnPlanner.isPossible(again) ? again : seen;
    return new ReturnPlanner(session.playbook(), session.dir(), facts).plan();
  }

  private Plan planOfRemoval(Facts facts) throws HostFailure {
    entrances = facts.approach().entrances();
    Remains remains = session.observer().remains(facts);
    boolean force = session.options().force();
    return new RemovalPlanner(session.playbook(), session.dir(), facts, remains, force).plan();
  }

  private Footprint footprint() {
    return new Footprint(session.dir());
  }

  private Optional<RollbackTarget.Target> target(Facts facts) throws HostFailure {
    Map<Slot, Instant> started = new EnumMap<>(Slot.class);
    for (Slot slot : Slot.values()) {
      SlotRecord.read(session.dir(), slot).ifPresent(r -> started.put(slot, r.started()));
    }
    return new RollbackTarget(
            facts, new History(session.dir()).served(), Intent.read(session.dir()), started)
        .choose(session.options().rollbackTo());
  }

  private int show(Plan plan) {
    session.report().begin(plan, true);
    plan.steps().forEach(session.report()::planned);
    List<Status> statuses = plan.steps().stream().map(Step::expected).toList();
    session
        .report()
        .recap(
            new Recap(
                plan.app(),
                plan.applicable(),
                true,
                statuses,
                plan.active(),
                plan.activeEndpoint(),
                plan.activeVersion(),
                plan.activeVersion(),
                Optional.empty(),
                plan.live(),
                (System.nanoTime() - began) / 1_000_000,
                Optional.empty()));
    if (!plan.applicable()) {
      return Outcome.FAILED.code();
    }
    return plan.changes() ? changedCode() : Outcome.OK.code();
  }

  private int changedCode() {
    return session.options().detailedExitCode() ? Outcome.CHANGED : Outcome.OK.code();
  }

  private int carryOut(Plan plan) throws InterruptedException {
    Deployment deployment = session.deployments(entrances).of(plan);
    Deployment.Chronicle chronicle = new Annals(session, goal, plan, seen, intended, held);
    Deployment.Ended ended = deployment.carryOut(began, chronicle);
    boolean changed = ended.recap().count(Status.CHANGED) > 0;
    return ended.outcome() == Outcome.OK && changed ? changedCode() : ended.outcome().code();
  }
}
