package bluegreen.run;

import bluegreen.host.Accounts;
import bluegreen.host.HostFailure;
import bluegreen.host.Scheduling;
import bluegreen.host.Secrets;
import bluegreen.nginx.Front;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.Passing;
import bluegreen.nginx.Probe;
import bluegreen.nginx.Upstreams;
import bluegreen.nginx.conf.Entrances;
import bluegreen.observe.HealthCheck;
import bluegreen.observe.Machine;
import bluegreen.plan.Action;
import bluegreen.plan.LookAction;
import bluegreen.plan.Plan;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Templates;
import bluegreen.report.Report;
import bluegreen.runner.Runner;
import bluegreen.state.AppDir;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Puts together what carries out the plans of one playbook. */
public final class Deployments {
  private final Playbook playbook;
  private final AppDir dir;
  private final Templates templates;
  private final Machine machine;
  private final Runner runner;
  private final Secrets veil;
  private final Report report;
  private Optional<Entrances> entrances = Optional.empty();

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

  /** The same where it is known on what nginx listens, other server blocks included. */
  public Deployments knowing(Optional<Entrances> all) {
    entrances = all;
    return this;
  }

  /** One that carries out {@code plan}. */
  public Deployment of(Plan plan) throws InterruptedException {
    Scribe scribe = new Scribe(report);
    Progress progress = new Progress(scribe, machine.interruption());
    Probe probe = new Probe(playbook, dir, machine.http(), entrances);
    Nginx nginx = machine.nginx(playbook, dir);
    HealthCheck health = new HealthCheck(playbook, dir, templates, machine, runner);
    Evidence evidence = evidence(probe, nginx, health);
    QuietStart quiet = new QuietStart(new Scheduling(machine.commands()), runner);
    LastWords words = new LastWords(dir, machine, runner, veil);
    Waits waits =
        new Waits(playbook, dir, machine, runner, health, nginx, probe, evidence, words, progress);
    HealthWait healthWait = new HealthWait(playbook, runner, health, quiet, words, progress);
    Hands hands =
        new Hands(
            new FileWork(dir, machine, nginx),
            new SlotWork(
                dir,
                playbook.app().stopTimeout(),
                machine,
                runner,
                quiet,
                new ArchiveWork(dir, playbook.health().timeout(), machine)),
            new NginxWork(dir, machine, runner, nginx),
            new FrontWork(machine, dir, machine.front(playbook, dir), progress),
            new Looks(
                healthWait,
                waits,
                new Bystanders(probe, progress),
                evidence.ownAnswers(),
                progress),
            evidence,
            new TaskRunner(playbook, templates, machine, veil, plan.goal()),
            watched(plan));
    Undo undo = new Undo(playbook, hands, nginx, health, waits, words, progress, scribe);
    return new Deployment(
        plan, dir, machine, hands, undo, nginx, scribe, progress, watchers(plan, probe));
  }

  private Evidence evidence(Probe probe, Nginx nginx, HealthCheck health) {
    return new Evidence(playbook, machine, probe, runner)
        .ofStream(
            playbook.nginx().isStream()
                ? Optional.of(new StreamEvidence(playbook, dir, machine, nginx, runner, health))
                : Optional.empty());
  }

  /** Who counts while the plan is carried out; nobody where it leaves visitors as they are. */
  private Watchers watchers(Plan plan, Probe probe) throws InterruptedException {
    boolean touches =
        plan.moves()
            || plan.steps().stream()
                .flatMap(step -> step.actions().stream())
                .anyMatch(Action::touchesNginx);
    boolean counts = touches && plan.applicable() && !plan.leaves();
    Duration interval = playbook.rollout().probe();
    if (plan.applicable()) { // Otherwise the folder may be another one's.
      Visitors.sweep(dir);
    }
    VisitTally tally = new VisitTally(slots(), versions(plan));
    if (playbook.nginx().isStream()) {
      Pulse none = Pulse.unasked(probe.url(), "nginx.stream passes on connections, not requests");
      return new Watchers(Optional.of(none).filter(p -> counts), Optional.empty(), tally);
    }
    return new Watchers(
        counts && !interval.isZero()
            ? Optional.of(new Pulse(passing().orElse(probe.passing()), interval, first(plan)))
            : Optional.empty(),
        counts
            ? Optional.of(new Visitors(playbook.nginx().target().file(), dir, claims(), tally))
            : Optional.empty(),
        tally);
  }

  /** Behind, the log is that of a user of its own, who has it open. */
  private boolean claims() {
    return Accounts.areRoot() && playbook.nginx().behind().isEmpty();
  }

  private Map<String, String> slots() {
    Map<String, String> slots = new HashMap<>();
    playbook
        .ports()
        .both()
        .forEach(
            (slot, place) -> Upstreams.names(place).forEach(name -> slots.put(name, slot.label())));
    return slots;
  }

  /** What is to be heard of where, by the address that nginx knows it by. */
  private static Map<String, String> versions(Plan plan) {
    Map<String, String> versions = new LinkedHashMap<>();
    plan.activeEndpoint()
        .map(Upstreams::names)
        .orElse(Set.of())
        .forEach(name -> versions.put(name, plan.activeVersion()));
    plan.release()
        .ifPresent(
            r -> Upstreams.names(plan.endpoint()).forEach(n -> versions.put(n, r.version())));
    return versions;
  }

  /** Before a first version is seen to serve, others answer in its place, or nobody. */
  private StepName first(Plan plan) {
    boolean served = plan.active().isPresent() || playbook.nginx().behind().isPresent();
    return served ? StepName.PREFLIGHT : StepName.DRAIN;
  }

  /** The way through the nginx in front of ours; empty where there is none, or it is not known. */
  private Optional<Passing> passing() throws InterruptedException {
    try {
      Optional<Front> front = machine.front(playbook, dir);
      return front.isPresent() ? front.get().passing() : Optional.empty();
    } catch (HostFailure e) {
      return Optional.empty(); // Whoever may not read it asks ours.
    }
  }

  /** How long the plan wants the new version to be watched. */
  private static Duration watched(Plan plan) {
    return plan.steps().stream()
        .flatMap(step -> step.actions().stream())
        .flatMap(a -> a instanceof LookAction.Watch w ? Stream.of(w.time()) : Stream.empty())
        .findFirst()
        .orElse(Duration.ZERO);
  }

  /**
   * What came of a look at a slot that is to be served.
   *
   * @param problem why it is not; empty where it is
   * @param notes what is good to know, a sentence each
   */
  public record Served(Optional<String> problem, List<String> notes) {}

  /** Asks nginx once whether a slot is served, for whoever only wants to look. */
  public Served isServed(LookAction.VerifyThrough question)
      throws HostFailure, InterruptedException {
    Progress progress = new Progress(report, machine.interruption());
    Probe probe = new Probe(playbook, dir, machine.http(), entrances);
    HealthCheck health = new HealthCheck(playbook, dir, templates, machine, runner);
    Nginx nginx = machine.nginx(playbook, dir);
    Evidence evidence = evidence(probe, nginx, health);
    progress.begin(Step.looking(StepName.VERIFY));
    try {
      evidence.before(question.slot(), question.endpoint());
      LastWords words = new LastWords(dir, machine, runner, veil);
      Evidence.Seen seen =
          new Waits(playbook, dir, machine, runner, health, nginx, probe, evidence, words, progress)
              .untilServed(question);
      return new Served(Optional.empty(), seen.notes());
    } catch (StepFailure e) {
      return new Served(Optional.of(e.getMessage()), List.of());
    }
  }
}
