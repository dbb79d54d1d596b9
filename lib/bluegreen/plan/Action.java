package bluegreen.plan;

import bluegreen.host.Command;
import bluegreen.host.Edit;
import bluegreen.host.HostFailure;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Task;
import bluegreen.state.Release;
import java.util.List;
import java.util.Optional;

/** One thing that a step does. What a dry run prints and what a real run does both come from it. */
public sealed interface Action
    permits FileAction,
        SlotAction,
        NginxAction,
        FrontAction,
        LookAction,
        Action.Switch,
        Action.RunTask {

  /** Carries each kind of them out; one that nobody carries out does not compile. */
  interface Work {
    Done files(FileAction action) throws HostFailure, InterruptedException;

    Done slot(SlotAction action) throws HostFailure, InterruptedException;

    Done nginx(NginxAction action) throws HostFailure, InterruptedException;

    Done front(FrontAction action) throws HostFailure, InterruptedException;

    Done look(LookAction action) throws HostFailure, InterruptedException;

    Done switchOver(Switch action) throws HostFailure, InterruptedException;

    Done task(RunTask action) throws HostFailure, InterruptedException;
  }

  /** Has it carried out. */
  Done carryOut(Work work) throws HostFailure, InterruptedException;

  /** What it does, in one line for a dry run. */
  String describe();

  /** Whether it changes the machine; the others only look or wait. */
  default boolean changes() {
    return true;
  }

  /** Whether it tells itself what it waits for. */
  default boolean tells() {
    return false;
  }

  /** Whether it works on nginx's configuration, which other apps share. */
  default boolean touchesNginx() {
    return false;
  }

  /** The file that it writes anew, where that is worth seeing beforehand. */
  default Optional<Edit> edit() {
    return Optional.empty();
  }

  /**
   * Moves traffic to a slot.
   *
   * @param from the slot that traffic goes to now; empty where it goes to none
   * @param at where that slot is reached
   * @param site the file that names the new slot: with the reload switch, and where the file is not
   *     ours yet
   * @param outside where traffic goes now, if not to a process of ours
   */
  record Switch(
      Optional<Slot> from,
      Slot to,
      Endpoint at,
      Optional<NginxAction.WriteNginxFile> site,
      Optional<String> outside)
      implements Action {
    @Override
    public boolean touchesNginx() {
      return site.isPresent();
    }

    @Override
    public String describe() {
      return "switch " + origin() + " -> " + to;
    }

    @Override
    public Optional<Edit> edit() {
      return site.flatMap(NginxAction.WriteNginxFile::edit);
    }

    /** What traffic comes from, in a word. */
    public String origin() {
      return from.map(Slot::label).or(() -> outside).orElse("nothing");
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.switchOver(this);
    }
  }

  /** Runs a task of the user's. */
  record RunTask(Task task, Slot slot, Endpoint endpoint, Release release) implements Action {
    @Override
    public boolean changes() {
      return !(task.work() instanceof Task.Uri);
    }

    @Override
    public String describe() {
      if (task.noLog()) {
        return "run a task that is not shown (no_log)";
      } else if (task.work() instanceof Task.Uri uri) {
        return "ask " + uri.method() + " " + uri.url().source();
      } else if (task.work() instanceof Task.Shell shell) {
        return "run " + shell.script().source().strip();
      }
      List<String> argv =
          ((Task.Run) task.work()).argv().stream().map(word -> word.source()).toList();
      return "run " + Command.shown(argv);
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.task(this);
    }
  }
}
