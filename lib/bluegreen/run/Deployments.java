package bluegreen.run;

import bluegreen.host.Secrets;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.Probe;
import bluegreen.plan.Action;
import bluegreen.plan.Plan;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Templates;
import bluegreen.report.Report;
import bluegreen.runner.Runner;
import bluegreen.state.AppDir;
import java.util.Optional;

/** Puts together what carries out the plans of one playbook. */
public final class Deployments {
  private final Playbook playbook;
  private final AppDir dir;
  private final Templates templates;
  private final Machine machine;
  private final Runner runner;
  private final Secrets veil;
  private final Report report;

  /** For one playbook. */
  public Deployments(
      Playbook playbook,
      AppDir dir,
      Templates templates,
      Machine machine,
      Runner runner,
      Secrets veil,
      Report report) {
    this.playbook = playbook;
    this.dir = dir;
    this.templates = templates;
    this.machine = machine;
    this.runner = runner;
    this.veil = veil;
    this.report = report;
  }

  /** One that carries out {@code plan}. */
  public Deployment of(Plan plan) {
    Probe probe = new Probe(playbook, dir, machine.http());
    Evidence evidence = new Evidence(playbook, machine, probe);
    Nginx nginx = machine.nginx(playbook, dir);
    HealthCheck health = new HealthCheck(playbook, dir, templates, machine, runner);
    Waits waits = new Waits(playbook, dir, machine, runner, health, nginx, probe, evidence);
    FrontWork front = new FrontWork(machine, dir, machine.front(playbook, dir));
    Actions actions = new Actions(playbook, dir, machine, runner, nginx);
    return new Deployment(
        plan,
        dir,
        machine,
        actions,
        waits,
        evidence,
        new Bystanders(probe),
        new TaskRunner(playbook, templates, machine, veil, plan.goal()),
        new Undo(playbook, actions, nginx, front, health, waits, report),
        nginx,
        front,
        report);
  }

  /**
   * Asks nginx once whether a slot is served, for whoever only wants to look.
   *
   * @return why it is not; empty where it is
   */
  public Optional<String> whyNotServed(Action.VerifyThrough question) throws InterruptedException {
    Probe probe = new Probe(playbook, dir, machine.http());
    Evidence evidence = new Evidence(playbook, machine, probe);
    HealthCheck health = new HealthCheck(playbook, dir, templates, machine, runner);
    Nginx nginx = machine.nginx(playbook, dir);
    Waits waits = new Waits(playbook, dir, machine, runner, health, nginx, probe, evidence);
    Step step = Step.looking(StepName.VERIFY);
    try {
      evidence.before(question.slot(), question.port());
      waits.untilServed(question, Progress.of(report, step));
      return Optional.empty();
    } catch (StepFailure e) {
      return Optional.of(e.getMessage());
    }
  }
}
