package bluegreen.run;

import bluegreen.host.HostFailure;
import bluegreen.plan.Action;
import bluegreen.plan.Done;
import bluegreen.plan.FileAction;
import bluegreen.plan.FrontAction;
import bluegreen.plan.LookAction;
import bluegreen.plan.NginxAction;
import bluegreen.plan.SlotAction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All that carries out the actions of one run. */
final class Hands implements Action.Work {
  /** They mostly repeat one another. */
  private static final int MOST_WARNINGS = 3;

  private final FileWork files;
  private final SlotWork slots;
  private final NginxWork nginx;
  private final FrontWork front;
  private final Looks looks;
  private final Evidence evidence;
  private final TaskRunner tasks;
  private final Duration watched;
  private Optional<Double> switchMillis = Optional.empty();

  /**
   * The hands of one run.
   *
   * @param watched how long the new version is watched after the switch
   */
  Hands(
      FileWork files,
      SlotWork slots,
      NginxWork nginx,
      FrontWork front,
      Looks looks,
      Evidence evidence,
      TaskRunner tasks,
      Duration watched) {
    this.files = files;
    this.slots = slots;
    this.nginx = nginx;
    this.front = front;
    this.looks = looks;
    this.evidence = evidence;
    this.tasks = tasks;
    this.watched = watched;
  }

  SlotWork slots() {
    return slots;
  }

  NginxWork nginx() {
    return nginx;
  }

  FrontWork front() {
    return front;
  }

  /** Whether nginx itself has answered those who were to reach the new version. */
  boolean keptAway() {
    return evidence.keptAway();
  }

  /**
   * Whether what nginx has loaded does harm to everybody who asks: then each moment counts on the
   * way back, and no connection is worth it.
   */
  boolean areUrgent() {
    return keptAway() || looks.haveSeenHarm();
  }

  TaskRunner tasks() {
    return tasks;
  }

  /** Whether visitors were taken from the app, as the plan has it, and were not given back. */
  boolean haveLeft() {
    return nginx.isGone() || front.hasLeft();
  }

  /** How long the switch took, in milliseconds; empty where there was none. */
  Optional<Double> switchMillis() {
    return switchMillis;
  }

  /** What nginx, and the user's in front, have warned of in this step, a sentence each. */
  List<String> warnings() {
    Stream<String> ofNginx =
        Stream.concat(
                nginx.warnings().stream().map(w -> "nginx warns: " + w),
                front.warnings().stream().map(w -> "your nginx warns: " + w))
            .limit(MOST_WARNINGS);
    Stream<String> untold =
        Stream.of(files.warnings(), slots.warnings(), nginx.untold()).flatMap(List::stream);
    return Stream.concat(ofNginx, untold).toList();
  }

  @Override
  public Done files(FileAction action) throws HostFailure, InterruptedException {
    action.carryOut(files);
    return Done.asPlanned();
  }

  @Override
  public Done slot(SlotAction action) throws HostFailure, InterruptedException {
    return action.carryOut(slots);
  }

  @Override
  public Done nginx(NginxAction action) throws HostFailure, InterruptedException {
    action.carryOut(nginx);
    return Done.asPlanned();
  }

  @Override
  public Done front(FrontAction action) throws HostFailure, InterruptedException {
    return action.carryOut(front);
  }

  @Override
  public Done look(LookAction action) throws HostFailure, InterruptedException {
    return action.carryOut(looks);
  }

  @Override
  public Done switchOver(Action.Switch action) throws HostFailure, InterruptedException {
    evidence.before(action.to(), action.at());
    switchMillis = Optional.of(nginx.switchOver(action));
    looks.watch(action.to(), action.at(), watched);
    return Done.saying(Wording.switched(action, switchMillis.get(), nginx.hasReloaded()));
  }

  @Override
  public Done task(Action.RunTask action) throws HostFailure, InterruptedException {
    return tasks.run(action);
  }
}
