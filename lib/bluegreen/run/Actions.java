package bluegreen.run;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.host.Texts;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.WitnessKey;
import bluegreen.plan.Action;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner;
import bluegreen.runner.Running;
import bluegreen.state.AppDir;
import bluegreen.state.Footprint;
import bluegreen.state.Register;
import bluegreen.state.Releases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Carries out the actions that change the machine. */
final class Actions {
  private static final Duration FOREIGN_PATIENCE = Duration.ofSeconds(30);

  private static final Duration QUIT_PATIENCE = Duration.ofSeconds(10);

  private final Playbook playbook;
  private final AppDir dir;
  private final Machine machine;
  private final Runner runner;
  private final Nginx nginx;

  Actions(Playbook playbook, AppDir dir, Machine machine, Runner runner, Nginx nginx) {
    this.playbook = playbook;
    this.dir = dir;
    this.machine = machine;
    this.runner = runner;
    this.nginx = nginx;
  }

  /**
   * Carries out one action.
   *
   * @return what there is to say of it beyond the plan's own summary; mostly nothing
   */
  String perform(Action action) throws HostFailure, InterruptedException {
    if (action instanceof Action.CreateFolder a) {
      machine.files().folder(a.folder(), a.mode());
    } else if (action instanceof Action.CreateWorkdir a) {
      machine.files().folder(a.folder(), a.owner());
    } else if (action instanceof Action.StoreRelease a) {
      new Releases(dir).store(a.release(), a.source(), a.readers(), machine.files());
    } else if (action instanceof Action.Enter a) {
      a.layout().write(dir, machine.files());
      if (a.link().isPresent()) {
        Register.enter(a.link().get(), dir, machine.files());
      }
    } else if (action instanceof Action.InstallNginx a) {
      install(a.commands());
    } else if (action instanceof Action.Point a) {
      machine.files().folder(dir.live(), AppDir.LIVE_MODE);
      point(a.slot());
    } else if (action instanceof Action.CreateKey) {
      new WitnessKey(dir).create(machine.files());
    } else if (action instanceof Action.RunCommand a) {
      nginx.run(a.command(), a.otherwise());
    } else if (action instanceof Action.ReloadNginx a) {
      nginx.reload(a.soft());
    } else if (action instanceof Action.WriteNginxFile a) {
      write(a);
    } else if (action instanceof Action.RenameNginxFile a) {
      nginx.renameAndTest(a.file(), a.name());
    } else if (action instanceof Action.TryNginxFiles a) {
      tryOut(a.files());
    } else if (action instanceof Action.RemoveNginxFile a) {
      nginx.removeAndTest(a.file(), a.before());
    } else if (action instanceof Action.StopSlot a) {
      return stop(a.slot());
    } else if (action instanceof Action.StopForeign a) {
      stopForeign(a);
    } else if (action instanceof Action.StartSlot a) {
      machine.files().remove(dir.servedMarker(a.launch().slot()));
      Running running = runner.start(a.launch());
      return a.launch().slot() + " :" + a.launch().port() + ", pid " + running.pid();
    } else if (action instanceof Action.KeepSlot a) {
      runner.keep(a.slot());
    } else if (action instanceof Action.StartNginx a) {
      nginx.start(a.command());
    } else if (action instanceof Action.QuitNginx a) {
      quit(a.command());
    } else if (action instanceof Action.KeepStrangers a) {
      new Releases(dir).keepStrangers(a.strangers().folder(), machine.files());
    } else if (action instanceof Action.KeepEdited a) {
      machine.files().folder(dir.kept(), 0700);
      machine.files().write(Footprint.unused(a.kept()), a.text(), 0600);
    } else if (action instanceof Action.EndWorkers a) {
      end(a);
    } else if (action instanceof Action.MakeRoom a) {
      a.room().make(machine.files());
    } else if (action instanceof Action.Remove a) {
      remove(a.path());
    } else if (action instanceof Action.RemoveIfEmpty a) {
      machine.files().removeIfEmpty(a.folder());
    } else {
      throw new IllegalStateException("not an action that changes anything: " + action);
    }
    return "";
  }

  private void write(Action.WriteNginxFile action) throws HostFailure, InterruptedException {
    if (action.tested()) {
      nginx.writeAndTest(action.file(), action.after());
    } else {
      nginx.write(action.file(), action.after());
    }
  }

  /** The one that is tested comes last: the others are what it would not be whole without. */
  private void tryOut(List<Action.WriteNginxFile> files) throws HostFailure, InterruptedException {
    try {
      for (Action.WriteNginxFile file : files) {
        write(file);
      }
    } finally {
      for (Action.WriteNginxFile file : files) {
        nginx.putBack(file.file(), file.before());
      }
    }
  }

  /**
   * Has each slot stand in for the other: the old one where the new one dies, and the new one,
   * which is healthy, for requests that nginx had meant for the old one. Before the switch, so that
   * a full disk is met while traffic is where it was.
   */
  void haveStandIns(Action.Switch action) throws HostFailure {
    Optional<Slot> old = action.from().filter(slot -> runner.running(slot).isPresent());
    if (action.outside().isEmpty() && old.isPresent()) { // A killed run may have told it to end.
      machine.files().mark(dir.servedMarker(old.get()));
    }
    machine.files().mark(dir.servedMarker(action.to()));
  }

  /** Moves traffic, in milliseconds. */
  double switchOver(Action.Switch action) throws HostFailure, InterruptedException {
    long began = System.nanoTime();
    nginx.mark(action.to());
    if (action.site().isPresent()) {
      write(action.site().get());
      nginx.reload();
    }
    double millis = (System.nanoTime() - began) / 1e6;
    machine.files().sync(dir.live());
    return millis;
  }

  /** Moves traffic back to where it was. */
  void switchBack(Action.Switch action) throws HostFailure, InterruptedException {
    if (action.from().isPresent()) {
      point(action.from().get());
    }
    if (action.site().isPresent()) {
      Action.WriteNginxFile site = action.site().get();
      nginx.writeAndTest(site.file(), site.before().orElseThrow());
      nginx.reload();
    }
  }

  /** Points the live switch, durably. */
  void point(Slot slot) throws HostFailure {
    nginx.mark(slot);
    machine.files().sync(dir.live());
  }

  /** Stops a slot, which is no backup of nginx's any more from before the first signal. */
  String stop(Slot slot) throws HostFailure, InterruptedException {
    machine.files().remove(dir.servedMarker(slot));
    int killed = runner.stop(slot, playbook.app().stopTimeout());
    return killed == 0
        ? ""
        : Texts.count(killed, "process").replace("processs", "processes")
            + " killed after "
            + Texts.seconds(playbook.app().stopTimeout());
  }

  private void stopForeign(Action.StopForeign action) throws HostFailure, InterruptedException {
    Processes.Id id =
        action
            .process()
            .orElseThrow(
                () -> new HostFailure("cannot stop " + action.what() + ": not ours to see"));
    for (String signal : List.of("TERM", "KILL")) {
      if (machine.processes().runs(id)) {
        machine.commands().run(Command.of("/bin/sh", "-c", "kill -s " + signal + " " + id.pid()));
      }
      long deadline = System.nanoTime() + FOREIGN_PATIENCE.toNanos();
      while (machine.processes().runs(id) && System.nanoTime() < deadline) {
        Thread.sleep(20);
      }
    }
  }

  private void install(List<Command> commands) throws HostFailure, InterruptedException {
    for (Command command : commands) {
      Commands.Result result = machine.commands().run(command);
      if (!result.ok()) {
        throw new HostFailure(
            Command.shown(command.argv()) + " failed:\n" + Texts.lastLines(result.output(), 20));
      }
    }
  }

  private void quit(Command command) throws HostFailure, InterruptedException {
    nginx.run(command, "nginx cannot be ended");
    long deadline = System.nanoTime() + QUIT_PATIENCE.toNanos();
    while (nginx.isRunning() && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
  }

  private void end(Action.EndWorkers action) throws HostFailure, InterruptedException {
    for (Processes.Id worker : action.workers()) {
      if (machine.processes().runs(worker)) {
        machine.commands().run(Command.of("/bin/sh", "-c", "kill -s QUIT " + worker.pid()));
      }
    }
    long deadline = System.nanoTime() + QUIT_PATIENCE.toNanos();
    while (machine.processes().holders(action.port()).stream()
        .anyMatch(p -> action.workers().contains(p.id()))) {
      if (System.nanoTime() > deadline) {
        throw new HostFailure("port " + action.port() + " is not free: " + action.describe());
      }
      Thread.sleep(20);
    }
  }

  private void remove(Path path) throws HostFailure, InterruptedException {
    if (Register.isLink(path)) {
      machine.files().remove(path);
    } else if (!path.startsWith(dir.root())) {
      nginx.remove(path);
    } else if (path.equals(dir.root())) {
      new Footprint(dir).remove(machine.files());
    } else if (Files.isDirectory(path)) {
      machine.files().removeTree(path);
    } else {
      machine.files().remove(path);
    }
  }
}
