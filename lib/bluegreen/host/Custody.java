package bluegreen.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * In whose hands a path is: whoever owns it or a folder above it, or may write there, can put
 * something else in its place. Links on the way are followed, and are somebody's, too.
 */
public final class Custody {
  private static final int MOST_LINKS = 40;
  private static final int MOST_SUSPECTS = 200;
  private static final int STICKY = 01000;
  private static final int EVERYBODY_WRITES = 0002;
  private static final int GROUP_WRITES = 0020;

  private final Accounts accounts;
  private final List<Account> ours;

  /**
   * Tells our hands from others.
   *
   * @param accounts know who is in a group
   * @param ours who we are, and on whose behalf, beside root
   */
  public Custody(Accounts accounts, List<Account> ours) {
    this.accounts = accounts;
    this.ours = ours;
  }

  /** Ours on this machine: whoever runs us by sudo is root whenever it pleases him. */
  public static Custody own(Commands commands, Map<String, String> env)
      throws InterruptedException {
    Accounts accounts = new Accounts(commands);
    List<Account> ours = new ArrayList<>(List.of(accounts.own()));
    accounts.throughSudo(env).ifPresent(ours::add);
    return new Custody(accounts, ours);
  }

  /** The same where one more user's hands count as ours. */
  public Custody with(Account user) {
    return new Custody(accounts, Stream.concat(ours.stream(), Stream.of(user)).toList());
  }

  /**
   * One of the names that lead to a path.
   *
   * @param end whether it is the path itself, and not a folder on the way
   * @param group who else but root and we is in its group, where that one may write
   */
  public record Seen(
      Path path, boolean end, boolean link, long uid, String owner, int mode, List<String> group) {

    /** Why others could change what is there, and what mends it; empty where only we can. */
    Optional<Doubt> doubt(List<Account> ours) {
      Account own = ours.get(0);
      boolean kept = (mode & STICKY) != 0 && !end; // There nobody renames what another one owns.
      if (uid != 0 && !isOf(ours)) {
        return Optional.of(
            new Doubt(
                path + " belongs to " + owner,
                (own.uid() == 0 ? "" : "sudo ")
                    + "chown "
                    + (link ? "-h " : "")
                    + own.name()
                    + ": "
                    + path,
                Optional.of(owner)));
      } else if (link || kept) {
        return Optional.empty();
      } else if ((mode & EVERYBODY_WRITES) != 0 && !closable(ours)) {
        return Optional.of(
            new Doubt("everybody may write to " + path, "chmod " + closing("o") + path));
      } else if (!group.isEmpty()) {
        return Optional.of(
            new Doubt(
                "others may write to " + path + " by its group (" + String.join(", ", group) + ")",
                "chmod " + closing("g") + path));
      }
      return Optional.empty();
    }

    /**
     * A disk in memory begins so: what is in it is looked at, too, and whoever owns it closes it.
     */
    private boolean closable(List<Account> ours) {
      return (mode & STICKY) != 0 && isOf(ours);
    }

    private boolean isOf(List<Account> ours) {
      return ours.stream().anyMatch(account -> account.uid() == uid);
    }

    private String closing(String who) {
      return end ? who + "-w " : "+t ";
    }
  }

  /**
   * Why a path may be another one's doing.
   *
   * @param fact what is so, as the beginning of a sentence
   * @param remedy the command that mends it
   * @param owner whose it is, where that is neither root's nor ours
   */
  public record Doubt(String fact, String remedy, Optional<String> owner) {
    /** One that is in our hands, and not in ours alone. */
    public Doubt(String fact, String remedy) {
      this(fact, remedy, Optional.empty());
    }
  }

  /** The first reason why others could change what is at a path, whether it is there yet or not. */
  public Optional<Doubt> doubt(Path path) throws InterruptedException {
    for (Seen seen : names(path)) {
      Optional<Doubt> doubt = seen.doubt(ours);
      if (doubt.isPresent()) {
        return doubt;
      }
    }
    return Optional.empty();
  }

  /** The same of a name alone, without those above it. */
  public Optional<Doubt> doubtAlone(Path path) throws InterruptedException {
    return look(path, true).flatMap(seen -> seen.doubt(ours));
  }

  /**
   * The same of a folder on the way to a file: whose it is counts for nothing, as homes and the
   * folders of build agents are somebody's; that others may put another file there does.
   */
  public Optional<Doubt> doubtBeside(Path file) throws InterruptedException {
    Path folder = file.getParent();
    Optional<Seen> seen = folder == null ? Optional.empty() : look(folder, false);
    return seen.flatMap(s -> s.doubt(ours)).filter(doubt -> doubt.owner().isEmpty());
  }

  /** The same of the first thing within a folder; links are somebody's only by themselves. */
  public Optional<Doubt> doubtWithin(Path folder) throws IOException, InterruptedException {
    List<Path> suspects;
    try (Stream<Path> all = Files.walk(folder)) {
      suspects = all.filter(this::isSuspect).sorted().limit(MOST_SUSPECTS).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path suspect : suspects) {
      Optional<Doubt> doubt = doubtAlone(suspect);
      if (doubt.isPresent()) {
        return doubt;
      }
    }
    return Optional.empty();
  }

  /** In haste, as there may be many: whether it is worth a look who is who. */
  private boolean isSuspect(Path path) {
    try {
      Map<String, Object> seen =
          Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
      long uid = ((Number) seen.get("uid")).longValue();
      boolean known = uid == 0 || ours.stream().anyMatch(account -> account.uid() == uid);
      int mode = (Integer) seen.get("mode");
      return !known || (mode & (EVERYBODY_WRITES | GROUP_WRITES)) != 0;
    } catch (IOException e) {
      return false; // Gone while we looked.
    }
  }

  /** Every name on the way to a path that is there, links and what they lead to included. */
  private List<Seen> names(Path path) throws InterruptedException {
    List<Seen> names = new ArrayList<>();
    Path absolute = path.toAbsolutePath().normalize();
    follow(absolute.getRoot(), absolute, true, names);
    return names;
  }

  /**
   * Walks name by name, as the kernel does: what {@code ..} leads to depends on the links before.
   *
   * @return where the path leads; empty where a name on the way is not there
   */
  private Optional<Path> follow(Path from, Path path, boolean last, List<Seen> names)
      throws InterruptedException {
    Path at = path.isAbsolute() ? path.getRoot() : from;
    for (int i = 0; i < path.getNameCount() && names.size() < 10 * MOST_LINKS; i++) {
      Path name = at.resolve(path.getName(i)).normalize();
      boolean end = last && i == path.getNameCount() - 1;
      if (at.startsWith(name)) { // By "..": seen on the way here.
        at = name;
        continue;
      }
      Optional<Seen> seen = look(name, end);
      if (seen.isEmpty()) {
        return Optional.empty(); // What is not there yet is made by us.
      }
      names.add(seen.get());
      Optional<Path> to = seen.get().link() ? target(name, end, names) : Optional.of(name);
      if (to.isEmpty()) {
        return to;
      }
      at = to.get();
    }
    return Optional.of(at);
  }

  private Optional<Path> target(Path link, boolean end, List<Seen> names)
      throws InterruptedException {
    try {
      return follow(link.getParent(), Files.readSymbolicLink(link), end, names);
    } catch (IOException e) {
      return Optional.empty(); // Gone while we looked.
    }
  }

  private Optional<Seen> look(Path path, boolean end) throws InterruptedException {
    try {
      Map<String, Object> seen =
          Files.readAttributes(path, "unix:uid,gid,mode,isSymbolicLink", LinkOption.NOFOLLOW_LINKS);
      int mode = (Integer) seen.get("mode");
      long uid = ((Number) seen.get("uid")).longValue();
      long gid = ((Number) seen.get("gid")).longValue();
      boolean link = (Boolean) seen.get("isSymbolicLink");
      boolean asked = !link && (mode & GROUP_WRITES) != 0 && gid != 0;
      return Optional.of(
          new Seen(
              path,
              end,
              link,
              uid,
              accounts.name(uid),
              mode,
              asked ? accounts.othersIn(gid, ours) : List.of()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
