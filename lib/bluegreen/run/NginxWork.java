package bluegreen.run;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Texts;
import bluegreen.host.Trail.Link;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.NotTakenIn;
import bluegreen.nginx.Relay;
import bluegreen.nginx.Succession;
import bluegreen.observe.Machine;
import bluegreen.plan.Action;
import bluegreen.plan.NginxAction;
import bluegreen.plan.NginxAction.WriteNginxFile;
import bluegreen.runner.Runner;
import bluegreen.state.AppDir;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Works on the nginx that our server block is in, and moves its traffic. */
final class NginxWork implements NginxAction.Work {
  private static final Duration QUIT_PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(20);

  private final AppDir dir;
  private final Machine machine;
  private final Nginx nginx;
  private final TrafficWork traffic;
  private Optional<WriteNginxFile> untried = Optional.empty();
  private Optional<WriteNginxFile> loaded = Optional.empty();
  private List<Link> unlinked = List.of();
  private boolean late;
  private final List<String> warnings = new ArrayList<>();
  private boolean reloaded;
  private boolean leaving;
  private boolean gone;

  NginxWork(AppDir dir, Machine machine, Runner runner, Nginx nginx) {
    this.dir = dir;
    this.machine = machine;
    this.nginx = nginx;
    this.traffic = new TrafficWork(dir, machine, runner, nginx, this::write);
  }

  /** What the processes in the slots could not be told since it was last asked for. */
  List<String> untold() {
    return traffic.untold();
  }

  /** The switch that this run has carried out, or at least begun. */
  Optional<Action.Switch> switched() {
    return traffic.switched();
  }

  /** The file that this run has written and that nginx has not shown to work with yet. */
  Optional<WriteNginxFile> untried() {
    return untried;
  }

  /** The first file of the site that this run has had nginx load; empty where it has not. */
  Optional<WriteNginxFile> loaded() {
    return loaded;
  }

  /** Whether the site came into an nginx that served others, and only for the switch. */
  boolean isLate() {
    return late;
  }

  /** Whether this run has taken our server block away from visitors, for good. */
  boolean isGone() {
    return gone;
  }

  /** Whether nginx was reloaded since the last step was done. */
  boolean hasReloaded() {
    return reloaded;
  }

  /** What nginx has warned of in files of ours that were written since the last step began. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** A step is done: nginx has shown that it works with what was written. */
  void stepDone() {
    untried = Optional.empty();
    gone = gone || leaving;
    reloaded = false;
    warnings.clear();
  }

  @Override
  public void installNginx(NginxAction.InstallNginx action)
      throws HostFailure, InterruptedException {
    for (Command command : action.commands()) {
      Commands.Result result = machine.commands().run(command);
      if (!result.ok()) {
        throw new HostFailure(
            Command.shown(command.argv()) + " failed:\n" + Texts.lastLines(result.output(), 20));
      }
    }
  }

  @Override
  public void writeNginxFile(WriteNginxFile action) throws HostFailure, InterruptedException {
    write(action);
    if (action.tested()) {
      untried = Optional.of(action);
      loaded = loaded.or(() -> untried);
    }
  }

  private void write(WriteNginxFile action) throws HostFailure, InterruptedException {
    if (action.tested()) {
      warnings.addAll(nginx.writeAndTest(action.file(), action.after()));
    } else {
      nginx.write(action.file(), action.after());
    }
  }

  @Override
  public void renameNginxFile(NginxAction.RenameNginxFile action)
      throws HostFailure, InterruptedException {
    nginx.renameAndTest(action.file(), action.name());
  }

  /** The one that is tested comes last: the others are what it would not be whole without. */
  @Override
  public void tryNginxFiles(NginxAction.TryNginxFiles action)
      throws HostFailure, InterruptedException {
    late = true;
    try {
      for (WriteNginxFile file : action.files()) {
        write(file);
      }
    } finally {
      machine
          .interruption()
          .finish(
              () -> {
                for (WriteNginxFile file : action.files()) {
                  putFileBack(file);
                }
              });
    }
  }

  private void putFileBack(WriteNginxFile file) throws HostFailure {
    try {
      nginx.putBack(file.file(), file.before());
    } catch (InterruptedException e) {
      throw new HostFailure("cannot put " + file.file() + " back: interrupted");
    }
  }

  @Override
  public void removeNginxFile(NginxAction.RemoveNginxFile action)
      throws HostFailure, InterruptedException {
    nginx.removeAndTest(action.file(), action.before(), action.links());
    unlinked = action.links();
    leaving = true;
    // An nginx that does not take that in goes on with it, and is to find it when it is restarted.
    untried =
        Optional.of(new WriteNginxFile(action.file(), Optional.of(action.before()), "", true));
  }

  @Override
  public void runCommand(NginxAction.RunCommand action) throws HostFailure, InterruptedException {
    nginx.run(action.command(), action.otherwise());
  }

  @Override
  public void reloadNginx(NginxAction.ReloadNginx action) throws HostFailure, InterruptedException {
    nginx.reloadAsPlanned(action.soft());
    reloaded = true;
  }

  @Override
  public void startNginx(NginxAction.StartNginx action) throws HostFailure, InterruptedException {
    nginx.start(action.command());
  }

  @Override
  public void quitNginx(NginxAction.QuitNginx action) throws HostFailure, InterruptedException {
    nginx.run(action.command(), "nginx cannot be ended");
    leaving = true;
    awaitEnd(nginx::isRunning);
  }

  @Override
  public void runRelay(NginxAction.RunRelay action) throws HostFailure, InterruptedException {
    Relay.run(action.command(), action.sockets(), action.configuration(), machine.commands());
  }

  private interface Look {
    boolean holds() throws InterruptedException;
  }

  private void awaitEnd(Look runs) throws InterruptedException {
    long deadline = machine.interruption().nanos() + QUIT_PATIENCE.toNanos();
    while (runs.holds() && machine.interruption().nanos() < deadline) {
      machine.interruption().pause(POLL);
    }
  }

  @Override
  public void endWorkers(NginxAction.EndWorkers action) throws HostFailure, InterruptedException {
    new Succession(machine.commands(), machine.processes())
        .perform(action.workers(), action.then());
    if (action.then().isEmpty()) { // The app that has their last requests is stopped next.
      awaitEnd(() -> action.workers().stream().anyMatch(machine.processes()::runs));
    }
  }

  @Override
  public void point(NginxAction.Point action) throws HostFailure {
    machine.files().folder(dir.live(), AppDir.LIVE_MODE);
    traffic.point(action.slot());
  }

  /**
   * Moves traffic, once each slot can stand in for the other.
   *
   * @return how long it took, in milliseconds
   */
  double switchOver(Action.Switch action) throws HostFailure, InterruptedException {
    return traffic.switchOver(action);
  }

  /** Moves traffic back to where it was. */
  void switchBack(Action.Switch action) throws HostFailure, InterruptedException {
    traffic.switchBack(action);
  }

  /** Gives nginx the file, and the links to it, that it had before a step that has failed. */
  void putBack(WriteNginxFile file, Duration soft) throws HostFailure, InterruptedException {
    nginx.putBack(file.file(), file.before());
    nginx.relink(unlinked);
    try {
      nginx.reload(soft);
    } catch (NotTakenIn e) {
      if (reloaded) { // What nginx has not taken in, it need not take in again to go on as it did.
        throw e;
      }
    }
  }
}
