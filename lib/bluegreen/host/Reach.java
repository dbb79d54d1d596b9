package bluegreen.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Whether users without rights of their own can get to a folder. */
public final class Reach {
  private final Account user;
  private final Commands commands;

  private Reach(Account user, Commands commands) {
    this.user = user;
    this.commands = commands;
  }

  /**
   * A folder that a user may not look into.
   *
   * @param remedy the command that mends it
   */
  public record Shut(Path folder, String remedy) {}

  /**
   * The uppermost folder, of those above one and itself, that a user may not look into; empty, too,
   * where that is not known, as of one whose access control list nobody can try.
   */
  public static Optional<Shut> closedTo(Account user, Path folder, Commands commands)
      throws InterruptedException {
    return user.uid() == 0 ? Optional.empty() : new Reach(user, commands).first(folder);
  }

  /**
   * Why users who do not get into a folder probably cannot, in a sentence's words.
   *
   * @param user who they are; empty where nobody knows
   */
  public static Optional<String> doubt(Optional<Account> user, Path folder, Commands commands)
      throws InterruptedException {
    Optional<Shut> closed =
        user.isPresent()
            ? closedTo(user.get(), folder, commands)
            : chain(folder)
                .filter(each -> isClosed(each, PosixFilePermission.OTHERS_EXECUTE))
                .findFirst()
                .map(each -> shut(each, "o"));
    if (closed.isPresent()) {
      return closed.map(shut -> shut.folder() + " is closed: " + shut.remedy());
    }
    for (Path each : Accounts.areRoot() ? List.<Path>of() : chain(folder).toList()) {
      if (showsList(List.of(each), commands)) {
        return Optional.of(each + " has an access control list, which may be why: getfacl " + each);
      }
    }
    return Optional.empty();
  }

  private Optional<Shut> first(Path folder) throws InterruptedException {
    List<Path> all = chain(folder).filter(Files::exists).toList();
    boolean listed = showsList(all, commands);
    for (Path each : all) {
      Optional<Shut> shut = listed && showsList(List.of(each), commands) ? tried(each) : of(each);
      if (shut.isPresent()) {
        return shut;
      }
    }
    return Optional.empty();
  }

  /**
   * One class alone decides, the owner's, else the group's, else all others', even where a later
   * one allows more: see path_resolution(7).
   */
  private Optional<Shut> of(Path folder) throws InterruptedException {
    try {
      Set<PosixFilePermission> all = Files.getPosixFilePermissions(folder);
      if (id(folder, "unix:uid") == user.uid()) {
        return all.contains(PosixFilePermission.OWNER_EXECUTE)
            ? Optional.empty()
            : Optional.of(shut(folder, "u"));
      } else if (isIn(id(folder, "unix:gid"))) {
        return all.contains(PosixFilePermission.GROUP_EXECUTE)
            ? Optional.empty()
            : Optional.of(shut(folder, "g"));
      }
      return all.contains(PosixFilePermission.OTHERS_EXECUTE)
          ? Optional.empty()
          : Optional.of(shut(folder, "o"));
    } catch (IOException e) {
      return Optional.empty(); // Gone while we looked, or nobody's to judge.
    }
  }

  /**
   * The kernel knows what a list means, and tells whoever may ask as that user. To others, the
   * permissions of the group tell the most that a list gives to anybody: see acl(5).
   */
  private Optional<Shut> tried(Path folder) throws InterruptedException {
    if (!Accounts.areRoot()) {
      return isClosed(folder, PosixFilePermission.GROUP_EXECUTE) ? of(folder) : Optional.empty();
    }
    String groups = user.name().matches("\\d+") ? "--clear-groups" : "--init-groups";
    Command ask =
        Command.of(
            "setpriv",
            "--reuid=" + user.uid(),
            "--regid=" + user.gid(),
            groups,
            "test",
            "!",
            "-x",
            folder.toString());
    try {
      return commands.run(ask).ok()
          ? Optional.of(new Shut(folder, "setfacl -m u:%s:x %s".formatted(user.name(), folder)))
          : Optional.empty();
    } catch (HostFailure e) {
      return Optional.empty();
    }
  }

  private static Shut shut(Path folder, String who) {
    return new Shut(folder, "chmod " + who + "+x " + folder);
  }

  /** The folders on the way to one and itself, and those where links on the way lead. */
  private static Stream<Path> chain(Path folder) {
    Stream<Path> real = Stream.empty();
    for (Path there = folder; there != null; there = there.getParent()) {
      try {
        real = names(there.toRealPath());
        break;
      } catch (IOException e) {
        continue; // Not there yet, or not for us to see.
      }
    }
    return Stream.concat(names(folder), real).distinct();
  }

  private static Stream<Path> names(Path folder) {
    return IntStream.rangeClosed(1, folder.getNameCount())
        .mapToObj(n -> folder.getRoot().resolve(folder.subpath(0, n)));
  }

  private static long id(Path folder, String attribute) throws IOException {
    return ((Number) Files.getAttribute(folder, attribute)).longValue();
  }

  private boolean isIn(long group) throws InterruptedException {
    return user.gid() == group || new Accounts(commands).lists(group, user.name());
  }

  /** {@code ls} puts a plus behind the permissions of what has one. */
  private static boolean showsList(List<Path> folders, Commands commands)
      throws InterruptedException {
    if (folders.isEmpty()) {
      return false;
    }
    String[] names = folders.stream().map(Path::toString).toArray(String[]::new);
    try {
      return commands
          .run(Command.of("ls", "-ldL").and(names))
          .stdout()
          .lines()
          .anyMatch(line -> line.matches("d\\S{9}\\+ .*"));
    } catch (HostFailure e) {
      return false;
    }
  }

  private static boolean isClosed(Path folder, PosixFilePermission to) {
    try {
      return !Files.getPosixFilePermissions(folder).contains(to);
    } catch (IOException e) {
      return false;
    }
  }
}
