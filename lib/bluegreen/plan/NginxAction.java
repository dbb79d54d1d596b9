package bluegreen.plan;

import bluegreen.host.Command;
import bluegreen.host.Edit;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.host.Texts;
import bluegreen.host.Trail.Link;
import bluegreen.nginx.NginxFacts;
import bluegreen.playbook.Slot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An action on the nginx that our server block is in. */
public sealed interface NginxAction extends Action {
  /** Carries each kind of them out. */
  interface Work {
    void installNginx(InstallNginx action) throws HostFailure, InterruptedException;

    void writeNginxFile(WriteNginxFile action) throws HostFailure, InterruptedException;

    void renameNginxFile(RenameNginxFile action) throws HostFailure, InterruptedException;

    void tryNginxFiles(TryNginxFiles action) throws HostFailure, InterruptedException;

    void removeNginxFile(RemoveNginxFile action) throws HostFailure, InterruptedException;

    void runCommand(RunCommand action) throws HostFailure, InterruptedException;

    void reloadNginx(ReloadNginx action) throws HostFailure, InterruptedException;

    void startNginx(StartNginx action) throws HostFailure, InterruptedException;

    void quitNginx(QuitNginx action) throws HostFailure, InterruptedException;

    void runRelay(RunRelay action) throws HostFailure, InterruptedException;

    void endWorkers(EndWorkers action) throws HostFailure, InterruptedException;

    void point(Point action) throws HostFailure, InterruptedException;
  }

  /** Has it carried out. */
  void carryOut(Work work) throws HostFailure, InterruptedException;

  @Override
  default Done carryOut(Action.Work work) throws HostFailure, InterruptedException {
    return work.nginx(this);
  }

  /** Installs nginx with the system's package manager. */
  record InstallNginx(List<Command> commands) implements NginxAction {
    @Override
    public String describe() {
      return "run "
          + String.join(" && ", commands.stream().map(c -> Command.shown(c.argv())).toList());
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.installNginx(this);
    }
  }

  /** Writes a file of nginx's; it is tested with the whole configuration where {@code tested}. */
  record WriteNginxFile(Path file, Optional<String> before, String after, boolean tested)
      implements NginxAction {
    @Override
    public Optional<Edit> edit() {
      return Optional.of(new Edit(file, before, after));
    }

    @Override
    public boolean touchesNginx() {
      return true;
    }

    @Override
    public String describe() {
      return (before.isPresent() ? "write " : "create ") + file;
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.writeNginxFile(this);
    }
  }

  /** Gives a file of nginx's another name; tested with the whole configuration. */
  record RenameNginxFile(Path file, Path name) implements NginxAction {
    @Override
    public boolean touchesNginx() {
      return true;
    }

    @Override
    public String describe() {
      return "rename " + file + " to " + name;
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.renameNginxFile(this);
    }
  }

  /** Has nginx test its configuration with some files as they will be, and puts them back. */
  record TryNginxFiles(List<WriteNginxFile> files) implements NginxAction {
    @Override
    public boolean changes() {
      return false; // Nothing is left of it.
    }

    @Override
    public boolean touchesNginx() {
      return true;
    }

    @Override
    public String describe() {
      return "have nginx test "
          + String.join(", ", files.stream().map(f -> f.file().toString()).toList())
          + ", and put back what was there";
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.tryNginxFiles(this);
    }
  }

  /** Removes a file of nginx's, after the links that lead to it and would lead to nothing. */
  record RemoveNginxFile(Path file, String before, List<Link> links) implements NginxAction {
    @Override
    public boolean touchesNginx() {
      return true;
    }

    @Override
    public String describe() {
      return Stream.concat(
              links.stream().map(link -> link.path() + " (a link), "), Stream.of(file.toString()))
          .collect(Collectors.joining("", "remove ", ""));
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.removeNginxFile(this);
    }
  }

  /** Runs a command that is about nginx's own process. */
  record RunCommand(Command command, String otherwise) implements NginxAction {
    @Override
    public String describe() {
      return "run " + Command.shown(command.argv());
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.runCommand(this);
    }
  }

  /** Has the running nginx read its configuration anew, without a loss to our clients. */
  record ReloadNginx(Command command, Duration soft) implements NginxAction {
    @Override
    public boolean touchesNginx() {
      return true;
    }

    @Override
    public String describe() {
      String first =
          soft.isZero() ? "" : "let connections end for " + Texts.seconds(soft) + ", then ";
      return first + "run " + Command.shown(command.argv());
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.reloadNginx(this);
    }
  }

  /** Starts nginx. */
  record StartNginx(Command command) implements NginxAction {
    @Override
    public boolean touchesNginx() {
      return true;
    }

    @Override
    public String describe() {
      return "run " + Command.shown(command.argv());
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.startNginx(this);
    }
  }

  /**
   * Starts the nginx of our own that connections go through, or has it read its file.
   *
   * @param sockets the folder of its sockets
   * @param configuration the digest that it tells once it has
   */
  record RunRelay(Command command, Path sockets, String configuration) implements NginxAction {
    @Override
    public String describe() {
      return "run " + Command.shown(command.argv());
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.runRelay(this);
    }
  }

  /** Has a private nginx finish its requests and end. */
  record QuitNginx(Command command) implements NginxAction {
    @Override
    public String describe() {
      return "run " + Command.shown(command.argv());
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.quitNginx(this);
    }
  }

  /**
   * Has the workers of an nginx of ours end whose master was killed, each when it has finished its
   * requests; they take no new ones from then on.
   *
   * @param then what starts another nginx at once; empty where none is to be started
   */
  record EndWorkers(List<Processes.Id> workers, Optional<Command> then) implements NginxAction {
    /** The action for those that were seen; empty where there are none. */
    static Optional<EndWorkers> of(NginxFacts seen, Optional<Command> then) {
      List<Processes.Id> left = seen.leftBehind().stream().map(Processes.Info::id).toList();
      return left.isEmpty() ? Optional.empty() : Optional.of(new EndWorkers(left, then));
    }

    @Override
    public String describe() {
      return "end the workers whose master is gone: pid "
          + String.join(", ", workers.stream().map(w -> String.valueOf(w.pid())).toList())
          + then.map(c -> ", and at once run " + Command.shown(c.argv())).orElse("");
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.endWorkers(this);
    }
  }

  /** Points the live switch at a slot, while nothing is served or to follow the backup. */
  record Point(Slot slot) implements NginxAction {
    @Override
    public String describe() {
      return "point the switch at " + slot;
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.point(this);
    }
  }
}
