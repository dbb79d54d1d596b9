package bluegreen.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The users of this machine, as the system's own data tell of them and never our environment. */
public final class Accounts {
  private static final Path PASSWD = Path.of("/etc/passwd");
  private static final Path GROUP = Path.of("/etc/group");
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

  /** Who has become root by sudo to run us; empty where nobody has. */
  public Optional<Account> throughSudo(Map<String, String> env) throws InterruptedException {
    String uid = env.getOrDefault("SUDO_UID", "");
    return areRoot() && uid.matches("\\d{1,10}")
        ? entry(2, uid).map(Accounts::account)
        : Optional.empty();
  }

  /** The name of a user; the number where the machine knows none. */
  public String name(long uid) throws InterruptedException {
    return entry(2, String.valueOf(uid)).map(e -> e[0]).orElse(String.valueOf(uid));
  }

  /** Who is in a group, by its list or as the user's own group, beside root and those users. */
  public List<String> othersIn(long gid, List<Account> beside) throws InterruptedException {
    String number = String.valueOf(gid);
    Stream<String> listed =
        group(2, number).stream()
            .flatMap(fields -> Arrays.stream(fields[3].split(",")))
            .filter(name -> !name.isBlank());
    Stream<String> belonging =
        lines(PASSWD)
            .map(line -> line.split(":", -1))
            .filter(fields -> fields.length >= FIELDS && fields[3].equals(number))
            .map(fields -> fields[0]);
    return Stream.concat(listed, belonging)
        .filter(name -> !name.equals("root"))
        .filter(name -> beside.stream().noneMatch(account -> account.name().equals(name)))
        .distinct()
        .toList();
  }

  /** All users but root that {@code /etc/passwd} knows, with a home that is there. */
  public static List<Account> ofPeople() {
    return lines(PASSWD)
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length >= FIELDS && (fields[2] + fields[3]).matches("\\d+"))
        .map(Accounts::account)
        .filter(account -> account.uid() != 0 && account.home().startsWith("/"))
        .filter(account -> Files.isDirectory(Path.of(account.home())))
        .toList();
  }

  /** Whether a group's list names a user. */
  public boolean lists(long gid, String user) throws InterruptedException {
    return group(2, String.valueOf(gid))
        .filter(fields -> List.of(fields[3].split(",")).contains(user))
        .isPresent();
  }

  /** The number of the group of that name; empty where there is none. */
  public Optional<Long> group(String name) throws InterruptedException {
    return group(0, name)
        .filter(fields -> fields[2].matches("\\d{1,10}"))
        .map(fields -> Long.parseLong(fields[2]));
  }

  private Optional<String[]> group(int field, String value) throws InterruptedException {
    Optional<String[]> local = groups(lines(GROUP), field, value);
    if (local.isPresent()) {
      return local;
    }
    try {
      String said = commands.run(Command.of("getent", "group", value)).stdout();
      return groups(said.lines(), field, value);
    } catch (HostFailure e) {
      return Optional.empty(); // A small system has no such program, and no groups elsewhere.
    }
  }

  private static Optional<String[]> groups(Stream<String> lines, int field, String value) {
    return lines
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length > 3 && fields[field].equals(value))
        .findFirst();
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
    Optional<String[]> local = find(lines(PASSWD), field, value);
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

  private static Stream<String> lines(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines();
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
