package bluegreen.nginx;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.playbook.Playbook.Include;
import bluegreen.state.AppDir;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is ever changed of the user's own nginx: one value of one file, which can be put back. */
public final class FrontChange {
  private final Behind behind;
  private final AppDir dir;
  private final Commands commands;
  private final AtomicFiles files;
  private final NginxCommands lines;
  private final NginxLock lock;

  /**
   * For the nginx in front of ours.
   *
   * @param patience how long to wait for another deployment that works on its configuration
   */
  FrontChange(
      Behind behind,
      AppDir dir,
      Commands commands,
      AtomicFiles files,
      Processes processes,
      Duration patience) {
    this.behind = behind;
    this.dir = dir;
    this.commands = commands;
    this.files = files;
    this.lines = new NginxCommands(behind.front(), Optional.empty());
    this.lock = new NginxLock(behind.front(), commands, processes, patience);
  }

  /** The value as it was before it was replaced; empty where it never was. */
  static Optional<SetValue> original(Behind behind, AppDir dir) {
    return behind
        .include()
        .filter(i -> Files.exists(dir.originalInclude()))
        .flatMap(i -> SetValue.in(dir.originalInclude(), i.variable()));
  }

  /**
   * Replaces the value of the included file and has nginx read it.
   *
   * @param raw what stands in the value's place from now on
   * @throws HostFailure where nginx refuses it, or it is not as it was; then it is put back
   */
  public void replace(SetValue value, String raw) throws HostFailure, InterruptedException {
    exclusively(
        () -> {
          FileEdit edit = new FileEdit(value.file(), behind.front().sudo(), dir, commands, files);
          edit.replace(value.text(), value.with(raw));
          Commands.Result test = commands.runUnheard(lines.test());
          Commands.Result reload = test.ok() ? commands.run(lines.reload()) : test;
          if (!reload.ok()) {
            edit.replace(value.with(raw), value.text());
            throw new HostFailure(
                "nginx did not take "
                    + value.file()
                    + "; it was put back:\n"
                    + (reload.stderr().isBlank() ? reload.stdout() : reload.stderr()).strip());
          }
        });
  }

  /**
   * Tests its configuration and has it read anew.
   *
   * @throws HostFailure where nginx refuses it, with nginx's own words
   */
  public void reload() throws HostFailure, InterruptedException {
    exclusively(
        () -> {
          for (Command command : List.of(lines.test(), lines.reload())) {
            Commands.Result result = commands.run(command);
            if (!result.ok()) {
              throw new HostFailure("nginx was not reloaded:\n" + result.output().strip());
            }
          }
        });
  }

  /**
   * Gives the included file another value again, whatever else of it has changed since.
   *
   * @param raw what is to stand in the value's place
   */
  public void giveBack(String raw) throws HostFailure, InterruptedException {
    Include include = behind.include().orElseThrow();
    Optional<SetValue> now = SetValue.in(include.file(), include.variable());
    if (now.filter(v -> OurPorts.of(behind).has(v)).isEmpty()) {
      return; // Somebody has changed it since: it is not ours any more.
    }
    replace(now.get(), raw);
  }

  /** Has the included file, which has its old value, lead to us again. */
  public void takeAgain() throws HostFailure, InterruptedException {
    Include include = behind.include().orElseThrow();
    Optional<SetValue> now = SetValue.in(include.file(), include.variable());
    Optional<SetValue> before = original(behind, dir);
    if (now.isPresent() && now.map(SetValue::raw).equals(before.map(SetValue::raw))) {
      replace(now.get(), behind.address());
    }
  }

  private interface Work {
    void run() throws HostFailure, InterruptedException;
  }

  /** While nobody else on this machine works on its configuration. */
  private void exclusively(Work work) throws HostFailure, InterruptedException {
    lock.<RuntimeException>during(work::run);
  }
}
