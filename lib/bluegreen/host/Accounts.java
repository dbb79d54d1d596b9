package bluegreen.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The users of this machine, as the system's own data tell of them and never our environment. */
public final class Accounts {
  private static final Path PASSWD = Path.of("/etc/passwd");
  private static final int FIELDS = 6;

  private final Commands commands;

  /** Asks {@code getent} through these where {@code /etc/passwd} does not know a user. */
  public Accounts(Commands commands) {
    this.commands = commands;
  }

  /** The user of that name; empty where there is none. */
  public Optional<Account> named(String name) throws InterruptedException {
    return entry(0, name).map(Accounts::account);
  }

  /** Whether the machine knows a user of that number. */
  public boolean has(long uid) throws InterruptedException {
    return entry(2, String.valueOf(uid)).isPresent();
  }

  /** The user that we are; it has a number even where the machine has no name for it. */
  public Account own() throws InterruptedException {
    long uid = number("unix:uid");
    return entry(2, String.valueOf(uid))
        .map(Accounts::account)
        .orElseGet(() -> new Account(String.valueOf(uid), uid, number("unix:gid"), "/"));
  }

  /** Whether we are root, by our effective uid. */
  public static boolean areRoot() {
    return attribute("unix:uid").filter(uid -> uid == 0).isPresent();
  }

  private static long number(String attribute) {
    return attribute(attribute).orElse(0L);
  }

  private static Optional<Long> attribute(String name) {
    try {
      Object value = Files.getAttribute(Path.of("/proc/self"), name);
      return Optional.of(((Number) value).longValue());
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private Optional<String[]> entry(int field, String value) throws InterruptedException {
    Optional<String[]> local = find(local(), field, value);
    if (local.isPresent()) {
      return local;
    }
    try {
      String said = commands.run(Command.of("getent", "passwd", value)).stdout();
      return find(said.lines(), field, value);
    } catch (HostFailure e) {
      return Optional.empty(); // A small system has no such program, and no users elsewhere.
    }
  }

  private static Stream<String> local() {
    try {
      return new String(Files.readAllBytes(PASSWD), StandardCharsets.UTF_8).lines();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static Optional<String[]> find(Stream<String> lines, int field, String value) {
    return lines
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length >= FIELDS && fields[field].equals(value))
        .filter(fields -> (fields[2] + fields[3]).matches("\\d+"))
        .findFirst();
  }

  private static Account account(String[] fields) {
    return new Account(fields[0], Long.parseLong(fields[2]), Long.parseLong(fields[3]), fields[5]);
  }
}
