package bluegreen.run;

import bluegreen.host.HostFailure;
import bluegreen.plan.Done;
import bluegreen.plan.LookAction;
import bluegreen.plan.StepName;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import java.time.Duration;
import java.util.Optional;

/** Asks, waits and watches, as the plan says. */
final class Looks implements LookAction.Work {
  private final HealthWait healthWait;
  private final Waits waits;
  private final Bystanders bystanders;
  private final OwnAnswers answers;
  private final Progress progress;
  private Optional<Vigil> vigil = Optional.empty();

  Looks(
      HealthWait healthWait,
      Waits waits,
      Bystanders bystanders,
      OwnAnswers answers,
      Progress progress) {
    this.healthWait = healthWait;
    this.waits = waits;
    this.answers = answers;
    this.bystanders = bystanders;
    this.progress = progress;
  }

  /** Begins to watch the slot that traffic has just been moved to. */
  void watch(Slot slot, Endpoint endpoint, Duration time) {
    vigil = Optional.of(waits.watch(slot, endpoint, time));
  }

  /** Whether visitors get errors, or somebody else's answers, by a file that nginx has loaded. */
  boolean haveSeenHarm() {
    return answers.areHarmful() || bystanders.areHarmed();
  }

  @Override
  public Done askOthers(LookAction.AskOthers action) throws HostFailure, InterruptedException {
    if (action.again()) {
      bystanders.compare();
    } else {
      bystanders.note(action.ways());
    }
    return Done.asPlanned();
  }

  @Override
  public Done askVisitors(LookAction.AskVisitors action) throws HostFailure, InterruptedException {
    if (action.again()) {
      answers.compare();
    } else {
      answers.note();
    }
    return Done.asPlanned();
  }

  @Override
  public Done awaitNginx(LookAction.AwaitNginx action) throws HostFailure, InterruptedException {
    waits.untilLoaded(action);
    return Done.asPlanned();
  }

  @Override
  public Done awaitHealth(LookAction.AwaitHealth action) throws HostFailure, InterruptedException {
    return Done.saying(healthWait.until(action));
  }

  @Override
  public Done verifyThrough(LookAction.VerifyThrough action)
      throws HostFailure, InterruptedException {
    return Done.saying(waits.untilServed(action).all());
  }

  @Override
  public Done drain(LookAction.Drain action) throws HostFailure, InterruptedException {
    String drained = waits.untilDrained(action, vigil);
    return progress.isOf(StepName.DRAIN) ? Done.saying(drained) : Done.asPlanned();
  }

  @Override
  public Done watch(LookAction.Watch action) throws HostFailure, InterruptedException {
    return Done.adding(vigil.orElseThrow().await());
  }
}
