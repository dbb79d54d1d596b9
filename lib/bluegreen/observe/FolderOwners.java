package bluegreen.observe;

import bluegreen.host.Account;
import bluegreen.host.Accounts;
import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.Custody;
import bluegreen.host.HostFailure;
import bluegreen.host.Listing;
import bluegreen.host.Texts;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.SiteLinks;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import bluegreen.state.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether all that a playbook gives to an app is in our own hands. What another user could have put
 * there is neither read nor written, whatever the command.
 */
public final class FolderOwners {
  private final Playbook playbook;
  private final AppDir dir;
  private final Commands commands;
  private final Map<String, String> env;

  /** For one playbook, with our own environment. */
  public FolderOwners(Playbook playbook, AppDir dir, Commands commands, Map<String, String> env) {
    this.playbook = playbook;
    this.dir = dir;
    this.commands = commands;
    this.env = env;
  }

  /**
   * What is in other hands, each in a sentence with what mends it.
   *
   * @param history whether the history has to be one: the way back, say, does without
   */
  public List<String> problems(boolean history) throws InterruptedException {
    Custody custody = custody();
    List<String> problems = new ArrayList<>();
    foreign("app.dir", dir.root(), custody).ifPresent(problems::add);
    Optional<Path> prefix = playbook.nginx().prefix().filter(p -> isForUs());
    if (prefix.isPresent() && !prefix.get().startsWith(dir.root())) {
      foreign("nginx.prefix", prefix.get(), custody).ifPresent(problems::add);
    }
    if (problems.isEmpty()) {
      within(custody, history).ifPresent(problems::add);
    }
    return problems;
  }

  /** Before a deployment: what it would make where others could lead it elsewhere. */
  List<String> beforeMaking() throws InterruptedException {
    Optional<Path> made =
        playbook.app().workdir().filter(w -> !w.startsWith(dir.root()) && !Files.isDirectory(w));
    Custody custody = custody();
    if (made.filter(Files::isSymbolicLink).filter(w -> !Files.exists(w)).isPresent()) {
      return List.of(toNothing("app.workdir", made.get()));
    }
    Optional<Custody.Doubt> doubt = made.isPresent() ? custody.doubt(made.get()) : Optional.empty();
    Optional<String> workdir =
        doubt.map(
            d ->
                "app.workdir: %s, and so others could have another folder made in the place of %s; make it yourself, as its owner, or choose another folder"
                    .formatted(d.fact(), made.get()));
    Playbook.Nginx nginx = playbook.nginx();
    return Stream.concat(
            workdir.stream(),
            SiteLinks.problem(nginx.target().file(), nginx.sudo(), custody).stream())
        .toList();
  }

  /**
   * What a deployment reads and others could change: what it does, and what it starts, would be
   * theirs to say. Links are followed.
   */
  List<Loose> loose() throws InterruptedException {
    Map<String, Path> read = new LinkedHashMap<>();
    read.put("the playbook", playbook.file());
    playbook.app().envFile().ifPresent(file -> read.put("app.env_file", file));
    if (playbook.app().program() instanceof Playbook.Jar jar) {
      read.put("app.jar", jar.jar());
    } else if (playbook.app().program() instanceof Playbook.Command command) {
      command.files().ifPresent(file -> read.put("app.files", file));
    }
    Custody custody = custody();
    List<Loose> loose = new ArrayList<>();
    for (Map.Entry<String, Path> each : read.entrySet()) {
      try {
        doubt(custody, each.getValue().toRealPath())
            .ifPresent(doubt -> loose.add(new Loose(each.getKey(), doubt)));
      } catch (IOException e) {
        // It is not there, or not ours to see: said by whoever needs it.
      }
    }
    workdir(custody).ifPresent(doubt -> loose.add(new Loose("app.workdir", doubt)));
    return loose;
  }

  /** Where the app runs it reads, too; the user that it runs as has it in his hands anyway. */
  private Optional<Custody.Doubt> workdir(Custody custody) throws InterruptedException {
    Optional<Path> folder = playbook.app().workdir().filter(Files::isDirectory);
    Optional<String> name = playbook.app().user();
    Optional<Account> user =
        name.isPresent() ? new Accounts(commands).named(name.get()) : Optional.empty();
    Custody hands = user.map(custody::with).orElse(custody);
    return folder.isPresent() ? hands.doubt(folder.get()) : Optional.empty();
  }

  private static Optional<Custody.Doubt> doubt(Custody custody, Path real)
      throws IOException, InterruptedException {
    Optional<Custody.Doubt> alone = custody.doubtAlone(real);
    if (alone.isPresent()) {
      return alone;
    }
    Optional<Custody.Doubt> beside = custody.doubtBeside(real);
    return beside.isPresent() || !Files.isDirectory(real) ? beside : custody.doubtWithin(real);
  }

  private Custody custody() throws InterruptedException {
    return Custody.own(commands, env);
  }

  /** Refuses to go on where something is in other hands. */
  public void require(boolean history) throws HostFailure, InterruptedException {
    List<String> problems = problems(history);
    if (!problems.isEmpty()) {
      throw new HostFailure(String.join("\n", problems));
    }
  }

  /** Whether the folder is for an nginx that we configure, and not for one of the user's. */
  private boolean isForUs() {
    Path conf = playbook.nginx().conf();
    try {
      return Files.notExists(conf) || NginxFiles.isPrivate(Files.readString(conf));
    } catch (IOException e) {
      return false; // Said by whoever needs to read it.
    }
  }

  private static String toNothing(String key, Path folder) {
    return key + ": " + folder + " is a link to nothing; create what it leads to, or remove it";
  }

  private Optional<String> foreign(String key, Path folder, Custody custody)
      throws InterruptedException {
    if (Files.isSymbolicLink(folder) && !Files.exists(folder)) {
      return Optional.of(toNothing(key, folder));
    }
    return custody
        .doubt(folder)
        .map(
            doubt ->
                "%s: %s, and so others could change what is in %s; choose another folder, run this as %s, or: %s"
                    .formatted(
                        key,
                        doubt.fact(),
                        folder,
                        doubt.owner().map(o -> o + " (sudo -u " + o + ")").orElse("its owner"),
                        doubt.remedy()));
  }

  /** The first thing under a name of ours that is not, or may not be, of our making. */
  private Optional<String> within(Custody custody, boolean history) throws InterruptedException {
    List<Path> names = new ArrayList<>(dir.children().stream().sorted().toList());
    names.removeAll(List.of(dir.work(), dir.acme(), dir.kept()));
    for (Path name : names) {
      boolean lenient = name.equals(dir.history()) && !history;
      Optional<String> problem =
          lenient ? Optional.empty() : alien(name, dir.folders().contains(name));
      if (problem.isEmpty() && !name.equals(dir.nginx())) { // That one is its nginx's user's.
        problem = custody.doubtAlone(name).map(FolderOwners::refusal);
      }
      if (problem.isPresent()) {
        return problem;
      }
    }
    for (Path folder :
        List.of(dir.releases(), dir.slots(), dir.live(), dir.logs(), dir.evidence())) {
      for (Path name : inside(folder)) {
        Optional<String> problem = custody.doubtAlone(name).map(FolderOwners::refusal);
        boolean ours =
            folder.equals(dir.releases()) || name.equals(dir.countingMarker()) || leads(name);
        boolean link = Files.isSymbolicLink(name) && !ours;
        if (problem.isPresent() || link) {
          return problem.or(() -> alien(name, false));
        }
      }
    }
    return Optional.empty();
  }

  /** Whether it is a link by which connections are led to a slot. */
  private boolean leads(Path name) {
    try {
      return name.getParent().equals(dir.live())
          && Files.readSymbolicLink(name).startsWith(dir.sockets());
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static String refusal(Custody.Doubt doubt) {
    return "app.dir: "
        + doubt.fact()
        + ", and only we may write there; look at it, then: "
        + doubt.remedy();
  }

  /** Why what stands under a name of ours is something else; empty where it is not there. */
  private static Optional<String> alien(Path path, boolean folder) {
    try {
      BasicFileAttributes seen =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      String wanted = folder ? "a folder" : "a file";
      if (seen.isSymbolicLink()) {
        return Optional.of(
            "app.dir: %s is a link to %s; it has to be %s of its own: rm %s"
                .formatted(path, Files.readSymbolicLink(path), wanted, path));
      } else if (folder ? !seen.isDirectory() : !seen.isRegularFile()) {
        String kind = seen.isRegularFile() ? "a file" : seen.isDirectory() ? "a folder" : "a pipe";
        return Optional.of(
            "app.dir: %s is %s and not %s: mv %s %s.old"
                .formatted(path, seen.isOther() ? kind + " or device" : kind, wanted, path, path));
      } else if (!folder && seen.size() > Records.MOST_BYTES && !isLog(path)) {
        return Optional.of(
            "app.dir: %s has %s, more than we would ever write: mv %s %s.old"
                .formatted(path, Texts.size(seen.size()), path, path));
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isLog(Path path) {
    return path.toString().endsWith(".log");
  }

  private static List<Path> inside(Path folder) {
    return Listing.of(folder).stream()
        .filter(n -> !n.getFileName().toString().startsWith(AtomicFiles.TEMPORARY))
        .toList();
  }
}
