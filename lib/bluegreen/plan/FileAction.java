package bluegreen.plan;

import bluegreen.host.Account;
import bluegreen.host.HostFailure;
import bluegreen.nginx.Room;
import bluegreen.nginx.SiteFile;
import bluegreen.observe.Facts;
import bluegreen.observe.ForeignFiles;
import bluegreen.observe.SlotFacts;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import bluegreen.state.Footprint;
import bluegreen.state.Layout;
import bluegreen.state.Release;
import bluegreen.state.Roles.Role;
import bluegreen.state.Source;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** An action on files and folders of ours. */
public sealed interface FileAction extends Action {
  /** Carries each kind of them out. */
  interface Work {
    void storeRelease(StoreRelease action) throws HostFailure, InterruptedException;

    void enter(Enter action) throws HostFailure, InterruptedException;

    void createFolder(CreateFolder action) throws HostFailure, InterruptedException;

    void createWorkdir(CreateWorkdir action) throws HostFailure, InterruptedException;

    void createKey(CreateKey action) throws HostFailure, InterruptedException;

    void tellRoles(TellRoles action) throws HostFailure, InterruptedException;

    void makeRoom(MakeRoom action) throws HostFailure, InterruptedException;

    void keepStrangers(KeepStrangers action) throws HostFailure, InterruptedException;

    void keepEdited(KeepEdited action) throws HostFailure, InterruptedException;

    void remove(Remove action) throws HostFailure, InterruptedException;

    void removeIfEmpty(RemoveIfEmpty action) throws HostFailure, InterruptedException;
  }

  /** Has it carried out. */
  void carryOut(Work work) throws HostFailure, InterruptedException;

  @Override
  default Done carryOut(Action.Work work) throws HostFailure, InterruptedException {
    return work.files(this);
  }

  /**
   * Stores an artifact as a release.
   *
   * @param readers the group that the app runs with, where that is not us
   */
  record StoreRelease(Release release, Source source, OptionalInt readers) implements FileAction {
    @Override
    public String describe() {
      return source.aim(release.folder());
    }

    @Override
    public boolean tells() {
      return source.tells();
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.storeRelease(this);
    }
  }

  /**
   * Writes down what the app has of this machine, for later runs and for other apps.
   *
   * @param link by which others find it
   */
  record Enter(Layout layout, Optional<Path> link) implements FileAction {
    @Override
    public String describe() {
      return "write down what "
          + layout.app()
          + " has of this machine, in "
          + new AppDir(layout.dir()).owner()
          + link.map(l -> " and by the link " + l).orElse("");
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.enter(this);
    }
  }

  /** Creates a folder. */
  record CreateFolder(Path folder, int mode) implements FileAction {
    @Override
    public String describe() {
      return "create " + folder + "/";
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.createFolder(this);
    }
  }

  /** Creates the folder that the app runs in, for the user that it runs as. */
  record CreateWorkdir(Path folder, Optional<Account> owner) implements FileAction {
    @Override
    public String describe() {
      return "create " + folder + "/" + owner.map(o -> " for " + o.name()).orElse("");
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.createWorkdir(this);
    }
  }

  /** Creates the key by which nginx is asked who answers. */
  record CreateKey(Path folder) implements FileAction {
    @Override
    public String describe() {
      return "create a key in " + folder + "/, for the questions to nginx who answers";
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.createKey(this);
    }
  }

  /**
   * Tells the processes in the slots what they are to visitors, where a killed run has not, or
   * somebody has taken away what said so.
   */
  record TellRoles(Map<Slot, Role> roles) implements FileAction {
    /** What is to be told where a slot serves; empty where they know. */
    static Optional<TellRoles> of(Facts facts, Slot active) {
      Map<Slot, Role> told = told(facts);
      Map<Slot, Role> actual = new EnumMap<>(Slot.class);
      facts.slots().values().forEach(s -> actual.put(s.slot(), s.actualRole(active)));
      return told.equals(actual) ? Optional.empty() : Optional.of(new TellRoles(actual));
    }

    /**
     * What is to be told before another slot is worked on, where a killed run has told nothing at
     * all, or only that what serves is starting: whoever changes the other role leaves it at that.
     */
    static Optional<TellRoles> anew(Facts facts, Slot target) {
      Map<Slot, Role> told = told(facts);
      return facts
          .serving()
          .filter(s -> s != target && (told.isEmpty() || told.get(s) == Role.STARTING))
          .flatMap(s -> of(facts, s));
    }

    private static Map<Slot, Role> told(Facts facts) {
      Map<Slot, Role> told = new EnumMap<>(Slot.class);
      for (SlotFacts slot : facts.slots().values()) {
        slot.role().ifPresent(role -> told.put(slot.slot(), role));
      }
      return told;
    }

    @Override
    public String describe() {
      return "tell the processes that blue is "
          + roles.get(Slot.BLUE).label()
          + " and green "
          + roles.get(Slot.GREEN).label();
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.tellRoles(this);
    }
  }

  /** Makes a folder or file ready for an nginx of our own. */
  record MakeRoom(Room room) implements FileAction {
    @Override
    public String describe() {
      return "create "
          + room.path()
          + (room.isFolder() ? "/" : "")
          + (room.owner() == 0 ? "" : " for user " + room.owner());
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.makeRoom(this);
    }
  }

  /** Moves what others have put into a release away, before the release goes. */
  record KeepStrangers(ForeignFiles strangers) implements FileAction {
    @Override
    public String describe() {
      return "move " + strangers.what() + " to " + strangers.kept() + "/";
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.keepStrangers(this);
    }
  }

  /** Keeps what somebody has made of a file of ours, before it is written anew or removed. */
  record KeepEdited(Path file, String text, Path kept) implements FileAction {
    /** The action for a site file; empty where it is there and as we have written it. */
    static Optional<KeepEdited> of(
        Path file, Optional<String> text, AppDir dir, List<Path> before) {
      Path kept = Footprint.unused(dir.kept().resolve(file.getFileName()), before::contains);
      return text.filter(t -> SiteFile.isEdited(t) || isForeign(t))
          .map(t -> new KeepEdited(file, t, kept));
    }

    /** Somebody has put a file of his own in the place of ours. */
    private static boolean isForeign(String text) {
      return !text.isBlank() && SiteFile.read(text).isEmpty();
    }

    /** What is said of it in a step's summary. */
    String said() {
      return "; it had been edited, and is kept as " + kept;
    }

    @Override
    public String describe() {
      return "keep the edited " + file + " as " + kept;
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.keepEdited(this);
    }
  }

  /** Removes a folder, with all that is in it, or a file. */
  record Remove(Path path) implements FileAction {
    @Override
    public String describe() {
      return "remove " + path;
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.remove(this);
    }
  }

  /** Removes a folder unless somebody keeps something in it. */
  record RemoveIfEmpty(Path folder) implements FileAction {
    @Override
    public String describe() {
      return "remove " + folder + "/ if it is empty";
    }

    @Override
    public void carryOut(Work work) throws HostFailure, InterruptedException {
      work.removeIfEmpty(this);
    }
  }
}
