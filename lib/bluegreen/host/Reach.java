package bluegreen.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Whether users without rights of their own can get to a folder. */
public final class Reach {
  private Reach() {}

  /** The uppermost folder, of those above one and itself, that other users may not look into. */
  public static Optional<Path> closed(Path folder) {
    return closedAbove(folder.resolve("any"));
  }

  /** The uppermost folder above one that other users may not look into. */
  public static Optional<Path> closedAbove(Path folder) {
    return IntStream.rangeClosed(1, folder.getNameCount() - 1)
        .mapToObj(n -> folder.getRoot().resolve(folder.subpath(0, n)))
        .filter(Reach::isClosed)
        .findFirst();
  }

  /**
   * The uppermost folder, of those above one and itself, that a user may not look into; empty, too,
   * where that is not known, as of one with an access control list.
   */
  public static Optional<Path> closedTo(Account user, Path folder, Commands commands)
      throws InterruptedException {
    for (int n = 1; n <= folder.getNameCount(); n++) {
      Path above = folder.getRoot().resolve(folder.subpath(0, n));
      if (user.uid() != 0 && isClosed(above) && !admits(above, user, commands)) {
        return Optional.of(above);
      }
    }
    return Optional.empty();
  }

  private static boolean admits(Path folder, Account user, Commands commands)
      throws InterruptedException {
    try {
      Set<PosixFilePermission> all = Files.getPosixFilePermissions(folder);
      if (id(folder, "unix:uid") == user.uid()) {
        return all.contains(PosixFilePermission.OWNER_EXECUTE);
      }
      // With a list, these bits are the most that it can give to anybody, see acl(5).
      return all.contains(PosixFilePermission.GROUP_EXECUTE)
          && (isIn(id(folder, "unix:gid"), user, commands) || hasList(folder, commands));
    } catch (IOException e) {
      return true; // Gone while we looked, or nobody's to judge.
    }
  }

  private static long id(Path folder, String attribute) throws IOException {
    return ((Number) Files.getAttribute(folder, attribute)).longValue();
  }

  private static boolean isIn(long group, Account user, Commands commands)
      throws InterruptedException {
    return user.gid() == group
        || new Accounts(commands).othersIn(group, List.of()).contains(user.name());
  }

  /** {@code ls} puts a plus behind the permissions of what has one. */
  private static boolean hasList(Path folder, Commands commands) throws InterruptedException {
    try {
      Commands.Result listed = commands.run(Command.of("ls", "-ld", folder.toString()));
      return !listed.ok() || listed.stdout().split("\\s", 2)[0].endsWith("+");
    } catch (HostFailure e) {
      return true;
    }
  }

  private static boolean isClosed(Path folder) {
    try {
      return !Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE);
    } catch (IOException e) {
      return false;
    }
  }
}
