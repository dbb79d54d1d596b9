package bluegreen.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM's threads do, as HotSpot's {@code Thread.print} tells it. */
public final class ThreadDump {
  private static final Pattern HEAD = Pattern.compile("^\"(.*)\" (?:#\\d+ |daemon |prio=|\\[).*");
  private static final Pattern STATE =
      Pattern.compile("^\\s+java\\.lang\\.Thread\\.State: (\\w+).*");
  private static final Pattern FRAME = Pattern.compile("^\\s+at ([^(]+)\\((?:.*/)?([^()]*)\\)$");
  private static final Pattern WANTED = Pattern.compile("^\\s+- waiting to lock <(\\w+)>.*");
  private static final Pattern HELD = Pattern.compile("^\\s+- locked <(\\w+)>.*");
  private static final Pattern JDK = Pattern.compile("(?:java|javax|jdk|sun|com\\.sun)\\..*");

  private static final String DEADLOCK = "Found one Java-level deadlock:";
  private static final String DEADLOCK_ENDS = "Java stack information for the threads listed above";
  private static final Pattern LOCKED = Pattern.compile("^\"(.*)\":$");

  private final List<String> lines;
  private final List<Thread> threads = new ArrayList<>();

  /**
   * One thread.
   *
   * @param frames the innermost first, each a method and its place in the source
   * @param wanted the lock that it waits for
   * @param held the locks that it has
   */
  private record Thread(
      String name,
      Optional<String> state,
      List<Frame> frames,
      Optional<String> wanted,
      List<String> held) {}

  private record Frame(String method, String place) {
    boolean isOfJava() {
      return JDK.matcher(method).matches();
    }
  }

  /** Reads one; of what is none it knows no thread. */
  public ThreadDump(String text) {
    lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher head = HEAD.matcher(lines.get(i));
      if (head.matches()) {
        List<String> below =
            lines.subList(i + 1, lines.size()).stream().takeWhile(l -> !l.isBlank()).toList();
        threads.add(thread(head.group(1), below));
      }
    }
  }

  private static Thread thread(String name, List<String> below) {
    List<Frame> frames = new ArrayList<>();
    for (String line : below) {
      Matcher frame = FRAME.matcher(line);
      if (frame.matches()) {
        frames.add(new Frame(frame.group(1), frame.group(2)));
      }
    }
    return new Thread(
        name,
        all(STATE, below).stream().findFirst(),
        frames,
        all(WANTED, below).stream().findFirst(),
        all(HELD, below));
  }

  private static List<String> all(Pattern pattern, List<String> lines) {
    return lines.stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .map(m -> m.group(1))
        .toList();
  }

  /** Which threads wait for each other for ever, as a sentence; empty where none do. */
  public Optional<String> deadlock() {
    int begin = lines.indexOf(DEADLOCK);
    if (begin < 0) {
      return Optional.empty();
    }
    List<String> names =
        all(
            LOCKED,
            lines.subList(begin, lines.size()).stream()
                .takeWhile(line -> !line.startsWith(DEADLOCK_ENDS))
                .toList());
    return Optional.of(
        "its threads " + String.join(" and ", names) + " wait for each other for ever: a deadlock");
  }

  /** Where the thread is that starts the app, as a sentence; empty where it has ended. */
  public Optional<String> main() {
    return threads.stream()
        .filter(thread -> thread.name().equals("main") && !thread.frames().isEmpty())
        .findFirst()
        .map(this::described);
  }

  private String described(Thread main) {
    boolean runs = main.state().filter("RUNNABLE"::equals).isPresent();
    Optional<String> holder =
        main.wanted()
            .flatMap(lock -> threads.stream().filter(t -> t.held().contains(lock)).findFirst())
            .map(Thread::name);
    List<Frame> ofJava = main.frames().stream().takeWhile(Frame::isOfJava).toList();
    Optional<Frame> caller = main.frames().stream().skip(ofJava.size()).findFirst();
    String where =
        ofJava.isEmpty()
            ? place(caller.orElseThrow())
            : ofJava.get(ofJava.size() - 1).method()
                + caller.map(c -> ", called by " + place(c)).orElse("");
    if (holder.isPresent()) {
      return "its thread main waits for a lock that " + holder.get() + " has, in " + where;
    }
    return "its thread main "
        + (runs ? ofJava.isEmpty() ? "is busy" : "is" : "waits")
        + " in "
        + where;
  }

  private static String place(Frame frame) {
    return frame.method() + " (" + frame.place() + ")";
  }
}
