package bluegreen.nginx;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.playbook.Playbook.Include;
import bluegreen.state.AppDir;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is ever changed of the user's own nginx: one value of one file, which can be put back. */
public final class FrontChange {
  private final Behind behind;
  private final AppDir dir;
  private final Commands commands;
  private final AtomicFiles files;
  private final NginxCommands lines;
  private final NginxLock lock;
  private final Processes processes;
  private final Closing closing;
  private final Duration soft;
  private final Workers workers;

  /** The workers of the nginx in front. */
  interface Workers {
    /** Their pids now. */
    Set<Long> now() throws HostFailure, InterruptedException;
  }

  /**
   * For the nginx in front of ours.
   *
   * @param patience how long to wait for another deployment that works on its configuration
   * @param soft how long before a reload the clients of our sites in it are told
   */
  FrontChange(
      Behind behind,
      AppDir dir,
      Commands commands,
      AtomicFiles files,
      Processes processes,
      Duration patience,
      Duration soft,
      Workers workers) {
    this.processes = processes;
    this.closing = new Closing(dir, commands, files, processes);
    this.soft = soft;
    this.workers = workers;
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
   * Replaces the value of the included file, and has nginx test the whole.
   *
   * @param raw what stands in the value's place from now on
   * @return what that nginx warns of
   * @throws HostFailure where nginx refuses it, or it is not as it was; then it is put back
   */
  public List<String> write(SetValue value, String raw) throws HostFailure, InterruptedException {
    List<String> warnings = new ArrayList<>();
    exclusively(
        () -> {
          edit(value).replace(value.text(), value.with(raw));
          orPutBack(
              value,
              raw,
              () -> {
                Commands.Result test = commands.runUnheard(lines.test());
                expect(test);
                warnings.addAll(NginxWriter.warnings(test));
              });
        });
    return List.copyOf(warnings);
  }

  /**
   * Replaces the value for an nginx that does not run. What it refuses without that, too, is for
   * its owner to mend.
   *
   * @throws HostFailure where it runs by now, and where it refuses that value; then it is put back
   */
  public void writeAtRest(SetValue value, String raw) throws HostFailure, InterruptedException {
    exclusively(
        () -> {
          if (!workers.now().isEmpty()) {
            throw new HostFailure("your nginx was started just now; run this again");
          }
          boolean sound = commands.runUnheard(lines.test()).ok();
          edit(value).replace(value.text(), value.with(raw));
          if (sound) {
            orPutBack(value, raw, () -> expect(commands.runUnheard(lines.test())));
          }
        });
  }

  /**
   * Has nginx read the file with its new value.
   *
   * @throws HostFailure where it does not; then the file is put back
   */
  public void load(SetValue value, String raw) throws HostFailure, InterruptedException {
    exclusively(() -> orPutBack(value, raw, this::reloadSoftly));
  }

  /** Puts back a file that nginx has not read with its new value. */
  public void putBack(SetValue value, String raw) throws HostFailure, InterruptedException {
    exclusively(() -> edit(value).replace(value.with(raw), value.text()));
  }

  private void orPutBack(SetValue value, String raw, Work work)
      throws HostFailure, InterruptedException {
    try {
      work.run();
    } catch (HostFailure e) {
      edit(value).replace(value.with(raw), value.text());
      throw new HostFailure(
          "nginx did not take " + value.file() + "; it was put back:\n" + e.getMessage());
    }
  }

  private FileEdit edit(SetValue value) {
    return new FileEdit(value.file(), behind.front().sudo(), dir, commands, files);
  }

  private void replace(SetValue value, String raw) throws HostFailure, InterruptedException {
    write(value, raw);
    load(value, raw);
  }

  private static void expect(Commands.Result result) throws HostFailure {
    if (!result.ok()) {
      String said = result.stderr().isBlank() ? result.stdout() : result.stderr();
      throw new HostFailure(said.strip());
    }
  }

  /** Other apps of ours may have sites in public there. */
  private void reloadSoftly() throws HostFailure, InterruptedException {
    List<Path> others = closing.others(LoadedSite.inFiles(behind.front().conf()));
    Closing.Work signal = () -> expect(commands.run(lines.reload()));
    if (others.isEmpty()) {
      signal.run();
    } else {
      Reload reload = new Reload(closing, processes, Optional.empty());
      reload.perform(soft, others, workers.now(), signal);
    }
  }

  /**
   * Tests its configuration and has it read anew.
   *
   * @throws HostFailure where nginx refuses it, with nginx's own words
   */
  public void reload() throws HostFailure, InterruptedException {
    exclusively(
        () -> {
          try {
            expect(commands.run(lines.test()));
            reloadSoftly();
          } catch (HostFailure e) {
            throw new HostFailure("nginx was not reloaded:\n" + e.getMessage());
          }
        });
  }

  /**
   * Gives the included file another value again, whatever else of it has changed since.
   *
   * @param raw what is to stand in the value's place
   */
  public void giveBack(String raw) throws HostFailure, InterruptedException {
    Optional<SetValue> now = ours();
    if (now.isPresent()) {
      replace(now.get(), raw);
    }
  }

  /** The value as it is; empty where somebody has changed it since: it is not ours any more. */
  public Optional<SetValue> ours() {
    Include include = behind.include().orElseThrow();
    return SetValue.in(include.file(), include.variable()).filter(OurPorts.of(behind)::has);
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
