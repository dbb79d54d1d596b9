package bluegreen.plan;

import bluegreen.host.Command;
import bluegreen.host.Edit;
import bluegreen.host.HostFailure;
import bluegreen.nginx.NginxCommands;
import bluegreen.nginx.SetValue;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.state.AppDir;
import java.util.List;
import java.util.Optional;

/** An action on the user's own nginx in front of ours. */
public sealed interface FrontAction extends Action {
  /** Carries each kind of them out. */
  interface Work {
    Done lookAtFront(LookAtFront action) throws HostFailure, InterruptedException;

    Done lookOutside(LookOutside action) throws HostFailure, InterruptedException;

    Done replaceValue(ReplaceValue action) throws HostFailure, InterruptedException;

    Done giveBack(GiveBack action) throws HostFailure, InterruptedException;

    Done reloadFront(ReloadFront action) throws HostFailure, InterruptedException;
  }

  /** Has it carried out. */
  Done carryOut(Work work) throws HostFailure, InterruptedException;

  @Override
  default Done carryOut(Action.Work work) throws HostFailure, InterruptedException {
    return work.front(this);
  }

  /**
   * Looks whether visitors reach us through the user's own nginx.
   *
   * @param required whether it is a failure where they do not
   * @param advice what a person has to change for it
   * @param more what else there is to say of the way
   */
  record LookAtFront(Behind behind, boolean required, List<String> advice, String more)
      implements FrontAction {
    /** The sentence for an app that is up, and that no visitor reaches yet. */
    public static String notYet(Behind behind, List<String> advice) {
      String change =
          advice.isEmpty()
              ? "have your server block say: proxy_pass " + behind.address() + "; and reload nginx"
              : "change "
                  + (advice.size() == 1 ? "this line" : "the line that is the app's")
                  + ", then reload nginx:\n  "
                  + String.join("\n  ", advice);
      return "; all is ready there, and the last step is yours (not live yet): for "
          + behind.url()
          + " to lead to "
          + behind.address()
          + ", "
          + change;
    }

    @Override
    public boolean changes() {
      return false;
    }

    @Override
    public String describe() {
      return "ask " + behind.url() + " whether it leads to " + behind.address();
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.lookAtFront(this);
    }
  }

  /** Looks whether visitors get an answer again without us, and brings them back where not. */
  record LookOutside(Behind behind, GiveBack done) implements FrontAction {
    @Override
    public boolean changes() {
      return false;
    }

    @Override
    public String describe() {
      return "ask " + behind.url() + " whether it answers without us";
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.lookOutside(this);
    }
  }

  /**
   * Replaces one value of a file of the user's, and keeps what the file held; tested with the whole
   * configuration.
   *
   * @param raw what stands in the value's place from now on
   * @param kept whether what the file held is the user's own, to be given back one day
   */
  record ReplaceValue(SetValue value, String raw, AppDir dir, boolean kept, Behind behind)
      implements FrontAction {
    /** It, and what has nginx read it. */
    List<Action> loaded() {
      return List.of(this, ReloadFront.of(behind));
    }

    @Override
    public Optional<Edit> edit() {
      return Optional.of(shownEdit(value, raw));
    }

    @Override
    public String describe() {
      return "replace one value in "
          + value.place()
          + (kept ? " (kept in " + dir.originalInclude() + ")" : "");
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.replaceValue(this);
    }
  }

  /**
   * Gives a file of the user's its old value back, unless it is not ours any more; tested with the
   * whole configuration.
   *
   * @param rests whether the user's nginx does not run, and reads the file when it is started
   */
  record GiveBack(SetValue value, String raw, Behind behind, boolean rests) implements FrontAction {
    /** It, and what has nginx read it. */
    List<Action> loaded() {
      return rests ? List.of(this) : List.of(this, ReloadFront.of(behind));
    }

    @Override
    public Optional<Edit> edit() {
      return Optional.of(shownEdit(value, raw)).filter(done -> !value.raw().equals(raw));
    }

    @Override
    public String describe() {
      return "put the old value back in "
          + value.place()
          + (rests ? ", which your own nginx, as it does not run, reads at its next start" : "");
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.giveBack(this);
    }
  }

  /**
   * Has the user's own nginx read the file that was changed just before, and puts that back where
   * it does not; after {@link GiveBack} it waits until visitors have left us.
   */
  record ReloadFront(Command command, Behind behind) implements FrontAction {
    /** That of the nginx in front of ours. */
    public static ReloadFront of(Behind behind) {
      return new ReloadFront(new NginxCommands(behind.front(), Optional.empty()).reload(), behind);
    }

    @Override
    public String describe() {
      return "reload your own nginx: run " + Command.shown(command.argv());
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.reloadFront(this);
    }
  }

  private static Edit shownEdit(SetValue value, String raw) {
    return new Edit(
        value.file(), Optional.of(SetValue.shown(value.text())), SetValue.shown(value.with(raw)));
  }
}
