package bluegreen.plan;

import bluegreen.host.Account;
import bluegreen.host.Command;
import bluegreen.host.Processes;
import bluegreen.host.Texts;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.Probe.Way;
import bluegreen.nginx.Room;
import bluegreen.nginx.SetValue;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Task;
import bluegreen.runner.Launch;
import bluegreen.state.AppDir;
import bluegreen.state.Footprint;
import bluegreen.state.Layout;
import bluegreen.state.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One thing that a step does. What a dry run prints and what a real run does both come from it. */
public sealed interface Action {

  /** Whether it changes the machine; the others only look or wait. */
  default boolean changes() {
    return true;
  }

  /** Whether it works on nginx's configuration, which other apps share. */
  default boolean touchesNginx() {
    return false;
  }

  /** What it does, in one line for a dry run. */
  String describe();

  /** Of those, the ones that are about the user's own nginx in front of ours. */
  sealed interface OnFront extends Action {}

  /**
   * Stores an artifact as a release.
   *
   * @param readers the group that the app runs with, where that is not us
   */
  record StoreRelease(Release release, Optional<Path> source, OptionalInt readers)
      implements Action {
    @Override
    public String describe() {
      return "store " + source.map(s -> s + " in ").orElse("") + release.folder();
    }
  }

  /** Installs nginx with the system's package manager. */
  record InstallNginx(List<Command> commands) implements Action {
    @Override
    public String describe() {
      return "run "
          + String.join(" && ", commands.stream().map(c -> Command.shown(c.argv())).toList());
    }
  }

  /**
   * Writes down what the app has of this machine, for later runs and for other apps.
   *
   * @param link by which others find it
   */
  record Enter(Layout layout, Optional<Path> link) implements Action {
    @Override
    public String describe() {
      return "write down what "
          + layout.app()
          + " has of this machine, in "
          + new AppDir(layout.dir()).owner()
          + link.map(l -> " and by the link " + l).orElse("");
    }
  }

  /** Creates a folder. */
  record CreateFolder(Path folder, int mode) implements Action {
    @Override
    public String describe() {
      return "create " + folder + "/";
    }
  }

  /** Creates the folder that the app runs in, for the user that it runs as. */
  record CreateWorkdir(Path folder, Optional<Account> owner) implements Action {
    @Override
    public String describe() {
      return "create " + folder + "/" + owner.map(o -> " for " + o.name()).orElse("");
    }
  }

  /** Points the live switch at a slot, while nothing is served or to follow the backup. */
  record Point(Slot slot) implements Action {
    @Override
    public String describe() {
      return "point the switch at " + slot;
    }
  }

  /** Writes a file of nginx's; it is tested with the whole configuration where {@code tested}. */
  record WriteNginxFile(Path file, Optional<String> before, String after, boolean tested)
      implements Action {
    @Override
    public boolean touchesNginx() {
      return true;
    }

    @Override
    public String describe() {
      return (before.isPresent() ? "write " : "create ") + file;
    }
  }

  /** Gives a file of nginx's another name; tested with the whole configuration. */
  record RenameNginxFile(Path file, Path name) implements Action {
    @Override
    public boolean touchesNginx() {
      return true;
    }

    @Override
    public String describe() {
      return "rename " + file + " to " + name;
    }
  }

  /** Has nginx test its configuration with some files as they will be, and puts them back. */
  record TryNginxFiles(List<WriteNginxFile> files) implements Action {
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
  }

  /**
   * Asks who answers on the ways of other server blocks, whose requests must not come to us.
   *
   * @param again whether it is the second time, whose answers are compared with the first
   */
  record AskOthers(List<Way> ways, boolean again) implements Action {
    @Override
    public boolean changes() {
      return false;
    }

    @Override
    public String describe() {
      return again
          ? "ask them again, and compare"
          : "ask " + Texts.count(ways.size(), "way") + " of other server blocks who answers there";
    }
  }

  /** Removes a file of nginx's. */
  record RemoveNginxFile(Path file, String before) implements Action {
    @Override
    public boolean touchesNginx() {
      return true;
    }

    @Override
    public String describe() {
      return "remove " + file;
    }
  }

  /** Runs a command that is about nginx's own process. */
  record RunCommand(Command command, String otherwise) implements Action {
    @Override
    public String describe() {
      return "run " + Command.shown(command.argv());
    }
  }

  /** Has the running nginx read its configuration anew, without a loss to our clients. */
  record ReloadNginx(Command command, Duration soft) implements Action {
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
  }

  /** Creates the key by which nginx is asked who answers. */
  record CreateKey(Path folder) implements Action {
    @Override
    public String describe() {
      return "create a key in " + folder + "/, for the questions to nginx who answers";
    }
  }

  /** Starts nginx. */
  record StartNginx(Command command) implements Action {
    @Override
    public boolean touchesNginx() {
      return true;
    }

    @Override
    public String describe() {
      return "run " + Command.shown(command.argv());
    }
  }

  /**
   * Waits until nginx answers with the configuration that it was just given.
   *
   * @param configuration the digest of the file that nginx is to have loaded
   */
  record AwaitNginx(String url, Slot slot, int port, String configuration) implements Action {
    @Override
    public boolean changes() {
      return false;
    }

    @Override
    public String describe() {
      return "ask " + url + " which slot nginx has chosen";
    }
  }

  /** Has a private nginx finish its requests and end. */
  record QuitNginx(Command command) implements Action {
    @Override
    public String describe() {
      return "run " + Command.shown(command.argv());
    }
  }

  /**
   * Has the workers of an nginx of ours end whose master was killed, each when it has finished its
   * requests; they take no new ones from then on.
   */
  record EndWorkers(List<Processes.Id> workers, int port) implements Action {
    @Override
    public String describe() {
      return "end the workers on port "
          + port
          + " whose master is gone: pid "
          + String.join(", ", workers.stream().map(w -> String.valueOf(w.pid())).toList());
    }
  }

  /** Looks whether visitors get an answer again without us, and brings them back where not. */
  record LookOutside(Behind behind, GiveBack done) implements OnFront {
    @Override
    public boolean changes() {
      return false;
    }

    @Override
    public String describe() {
      return "ask " + behind.url() + " whether it answers without us";
    }
  }

  /** Makes a folder or file ready for an nginx of our own. */
  record MakeRoom(Room room) implements Action {
    @Override
    public String describe() {
      return "create "
          + room.path()
          + (room.isFolder() ? "/" : "")
          + (room.owner() == 0 ? "" : " for user " + room.owner());
    }
  }

  /**
   * Replaces one value of a file of the user's, keeps what the file held, and has nginx read it.
   *
   * @param raw what stands in the value's place from now on
   * @param kept whether what the file held is the user's own, to be given back one day
   */
  record ReplaceValue(SetValue value, String raw, AppDir dir, boolean kept, Behind behind)
      implements OnFront {
    /** The same as a file that is written, to be shown. */
    public WriteNginxFile shown() {
      return shownEdit(value, raw);
    }

    @Override
    public String describe() {
      return "replace one value in "
          + value.place()
          + (kept ? " (kept in " + dir.originalInclude() + ")" : "");
    }
  }

  /** Gives a file of the user's its old value back, and has nginx read it. */
  record GiveBack(SetValue value, String raw, Behind behind) implements OnFront {
    /** The same as a file that is written, to be shown. */
    public WriteNginxFile shown() {
      return shownEdit(value, raw);
    }

    @Override
    public String describe() {
      return "put the old value back in " + value.place();
    }
  }

  private static WriteNginxFile shownEdit(SetValue value, String raw) {
    return new WriteNginxFile(
        value.file(),
        Optional.of(SetValue.shown(value.text())),
        SetValue.shown(value.with(raw)),
        true);
  }

  /**
   * Looks whether visitors reach us through the user's own nginx.
   *
   * @param required whether it is a failure where they do not
   * @param advice what a person has to change for it
   * @param more what else there is to say of the way
   */
  record LookAtFront(Behind behind, boolean required, List<String> advice, String more)
      implements OnFront {
    @Override
    public boolean changes() {
      return false;
    }

    @Override
    public String describe() {
      return "ask " + behind.url() + " whether it leads to " + behind.address();
    }
  }

  /** Takes a slot out of nginx's backup and stops all that runs in it. */
  record StopSlot(Slot slot, String what) implements Action {
    @Override
    public String describe() {
      return "stop " + slot + ": " + what;
    }
  }

  /** Stops a process that we did not start but that holds a port of ours. */
  record StopForeign(int port, Optional<Processes.Id> process, String what) implements Action {
    @Override
    public String describe() {
      return "stop " + what + " on port " + port;
    }
  }

  /** Starts a release in a slot. */
  record StartSlot(Launch launch) implements Action {
    @Override
    public String describe() {
      String env =
          launch.shownEnv().isEmpty()
              ? ""
              : " with " + String.join(", ", launch.shownEnv().keySet());
      return "start " + Command.shown(launch.argv()) + env;
    }
  }

  /** Has a slot started again when it fails and with the machine. */
  record KeepSlot(Slot slot, String unit) implements Action {
    @Override
    public String describe() {
      return "enable " + unit + ": restart on failure, start with the machine";
    }
  }

  /** Waits until a slot is healthy. */
  record AwaitHealth(Slot slot, int port, String url) implements Action {
    @Override
    public boolean changes() {
      return false;
    }

    @Override
    public String describe() {
      return "wait for " + url;
    }
  }

  /**
   * Moves traffic to a slot.
   *
   * @param from the slot that traffic goes to now; empty where it goes to none
   * @param site the file that names the new slot: with the reload switch, and where the file is not
   *     ours yet
   * @param outside where traffic goes now, if not to a process of ours
   */
  record Switch(
      Optional<Slot> from,
      Slot to,
      int port,
      SwitchKind kind,
      Optional<WriteNginxFile> site,
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

    /** What traffic comes from, in a word. */
    public String origin() {
      return from.map(Slot::label).or(() -> outside).orElse("nothing");
    }
  }

  /** Checks that nginx serves a slot. */
  record VerifyThrough(String url, Slot slot, int port) implements Action {
    @Override
    public boolean changes() {
      return false;
    }

    @Override
    public String describe() {
      return "ask " + url;
    }
  }

  /**
   * Waits until nginx has no request in hand on a port that no new one reaches.
   *
   * @param what whose port it is
   * @param cut whether what is left then is cut off, because the process is stopped next
   */
  record Drain(String what, int port, boolean cut) implements Action {
    /** The one before a slot's process is stopped. */
    static Drain beforeStopping(SlotFacts seen) {
      return new Drain(seen.slot().label(), seen.port(), true);
    }

    @Override
    public boolean changes() {
      return false;
    }

    @Override
    public String describe() {
      return "wait for requests in flight on " + what + " :" + port;
    }
  }

  /**
   * Watches a slot that traffic has just been moved to.
   *
   * @param time how long, counted from the switch
   */
  record Watch(Slot slot, int port, Duration time) implements Action {
    @Override
    public boolean changes() {
      return false;
    }

    @Override
    public String describe() {
      return "watch "
          + slot
          + " :"
          + port
          + " until "
          + Texts.seconds(time)
          + " after the switch, and switch back if it fails";
    }
  }

  /** Moves what others have put into a release away, before the release goes. */
  record KeepStrangers(ForeignFiles strangers) implements Action {
    @Override
    public String describe() {
      return "move " + strangers.what() + " to " + strangers.kept() + "/";
    }
  }

  /** Keeps what somebody has made of a file of ours, before it is written anew or removed. */
  record KeepEdited(Path file, String text, Path kept) implements Action {
    /** The action for a site file; empty where it is there and as we have written it. */
    static Optional<KeepEdited> of(
        Path file, Optional<String> text, AppDir dir, List<Path> before) {
      Path kept = Footprint.unused(dir.kept().resolve(file.getFileName()), before::contains);
      return text.filter(t -> NginxFiles.isEdited(t) || isForeign(t))
          .map(t -> new KeepEdited(file, t, kept));
    }

    /** Somebody has put a file of his own in the place of ours. */
    private static boolean isForeign(String text) {
      return !text.isBlank() && NginxFiles.read(text).isEmpty();
    }

    /** What is said of it in a step's summary. */
    String said() {
      return "; it had been edited, and is kept as " + kept;
    }

    @Override
    public String describe() {
      return "keep the edited " + file + " as " + kept;
    }
  }

  /** Removes a folder, with all that is in it, or a file. */
  record Remove(Path path) implements Action {
    @Override
    public String describe() {
      return "remove " + path;
    }
  }

  /** Removes a folder unless somebody keeps something in it. */
  record RemoveIfEmpty(Path folder) implements Action {
    @Override
    public String describe() {
      return "remove " + folder + "/ if it is empty";
    }
  }

  /** Runs a task of the user's. */
  record RunTask(Task task, Slot slot, int port, Release release) implements Action {
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
  }
}
