package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.playbook.Slot;
import bluegreen.state.Roles.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file in Prometheus's text format (prometheus.io, exposition formats) for the textfile collector
 * of its node_exporter: how the last run ended, and what serves.
 */
public final class Metrics {
  private static final String FIRST_LINE = "# bluegreen: ";

  private final AppDir dir;
  private final String app;

  /** Those of an app. */
  public Metrics(AppDir dir, String app) {
    this.dir = dir;
    this.app = app;
  }

  /**
   * What serves.
   *
   * @param version its label
   */
  public record Active(Slot slot, String version) {}

  /**
   * Writes the file, and takes away one that had another name.
   *
   * @param file where it is wanted; empty where it is not
   * @param active what serves; empty where nothing of ours does
   * @throws HostFailure where it cannot be written, or is somebody else's
   */
  public void write(Optional<Path> file, Optional<Active> active, AtomicFiles files)
      throws HostFailure {
    for (Path former : all(dir, Optional.empty())) {
      if (!file.equals(Optional.of(former))) {
        files.remove(former);
      }
    }
    if (file.isEmpty()) {
      files.remove(dir.metrics());
      return;
    }
    Path wanted = file.get();
    Optional<String> problem = problem(dir, wanted).or(() -> unwritable(wanted));
    if (problem.isPresent()) {
      throw new HostFailure(problem.get());
    }
    files.write(dir.metrics(), wanted + "\n", 0644);
    files.write(wanted, text(new History(dir).last(), active), 0644);
  }

  /**
   * The files of an app that are there.
   *
   * @param wanted where its playbook has it
   */
  public static List<Path> all(AppDir dir, Optional<Path> wanted) {
    return Stream.concat(wanted.stream(), recorded(dir).stream())
        .distinct()
        .filter(file -> isOurs(file, dir))
        .toList();
  }

  /**
   * Why it may not be where it is wanted: in the app's folder a name may move traffic, and what
   * others have made is left alone.
   */
  public static Optional<String> problem(AppDir dir, Path wanted) {
    String named = "app.metrics: " + wanted;
    if (real(wanted.getParent()).startsWith(real(dir.root()))) {
      return Optional.of(named + " is within app.dir, where all names are ours");
    } else if (Files.isDirectory(wanted, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(named + " is a folder; name a file in it");
    } else if (Files.exists(wanted, LinkOption.NOFOLLOW_LINKS) && !isOurs(wanted, dir)) {
      return Optional.of(named + " is not ours; give it another name");
    }
    return Optional.empty();
  }

  /** Why it could not be written there as things are; it is not for a run to change that. */
  public static Optional<String> unwritable(Path wanted) {
    Path folder = wanted.getParent();
    if (!Files.isDirectory(folder)) {
      return Optional.of("app.metrics: there is no folder " + folder);
    }
    return Files.isWritable(folder)
        ? Optional.empty()
        : Optional.of("app.metrics: we may not write to " + folder);
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder.toAbsolutePath().normalize();
    }
  }

  private static Optional<Path> recorded(AppDir dir) {
    try {
      return Optional.of(Records.text(dir.metrics()).strip())
          .filter(p -> p.startsWith("/"))
          .map(Path::of);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isOurs(Path file, AppDir dir) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    byte[] mark = (mark(dir) + "\n").getBytes(StandardCharsets.UTF_8);
    try (InputStream head = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return Arrays.equals(head.readNBytes(mark.length), mark);
    } catch (IOException e) {
      return false;
    }
  }

  private static String mark(AppDir dir) {
    return FIRST_LINE + dir.root();
  }

  /** One line of a metric. */
  private static final class Text {
    private final StringBuilder all = new StringBuilder();
    private final String app;

    Text(String first, String app) {
      this.app = app;
      all.append(first).append('\n');
    }

    void metric(String name, String help) {
      all.append("# HELP ").append(name).append(' ').append(help).append('\n');
      all.append("# TYPE ").append(name).append(" gauge\n");
    }

    void value(String name, List<String> labels, double value) {
      List<String> pairs = new ArrayList<>(List.of(pair("app", app)));
      for (int i = 0; i < labels.size(); i += 2) {
        pairs.add(pair(labels.get(i), labels.get(i + 1)));
      }
      String number =
          value == Math.rint(value)
              ? String.valueOf((long) value)
              : String.format(Locale.ROOT, "%.3f", value);
      all.append(name).append('{').append(String.join(",", pairs)).append("} ");
      all.append(number).append('\n');
    }

    private static String pair(String name, String value) {
      String quoted = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
      return name + "=\"" + quoted + "\"";
    }
  }

  private String text(Optional<History.Entry> last, Optional<Active> active) {
    Text text = new Text(mark(dir), app);
    last.ifPresent(entry -> run(entry, text));
    text.metric("bluegreen_active_info", "The version that serves.");
    active.ifPresent(
        a ->
            text.value(
                "bluegreen_active_info",
                List.of("slot", a.slot().label(), "version", a.version()),
                1));
    text.metric("bluegreen_slot_state", "What each slot holds: 1 for the state that it is in.");
    Optional<Map<Slot, Role>> roles = Roles.read(dir);
    for (Slot slot : Slot.values()) {
      Role role = roles.map(r -> r.get(slot)).orElse(Role.STOPPED);
      for (Role each : Role.values()) {
        List<String> labels = List.of("slot", slot.label(), "state", each.label());
        text.value("bluegreen_slot_state", labels, each == role ? 1 : 0);
      }
    }
    text.metric("bluegreen_slot_traffic_ratio", "The share of visitors that a slot serves.");
    for (Slot slot : Slot.values()) {
      boolean all = active.filter(a -> a.slot() == slot).isPresent();
      text.value("bluegreen_slot_traffic_ratio", List.of("slot", slot.label()), all ? 1 : 0);
    }
    return text.all.toString();
  }

  private static void run(History.Entry entry, Text text) {
    String time = "bluegreen_run_end_timestamp_seconds";
    text.metric(time, "When the last run that moved traffic, or failed to, has ended.");
    text.value(time, List.of("action", entry.action()), entry.at().toEpochMilli() / 1000.0);
    text.metric("bluegreen_run_success", "Whether it went well.");
    text.value("bluegreen_run_success", List.of(), entry.ok() ? 1 : 0);
    text.metric("bluegreen_run_duration_seconds", "How long it took.");
    text.value("bluegreen_run_duration_seconds", List.of(), entry.totalMillis() / 1000.0);
    entry.traffic().ifPresent(traffic -> traffic(text, traffic));
  }

  private static void traffic(Text text, Traffic traffic) {
    traffic
        .visits()
        .ifPresent(
            visits -> {
              text.metric("bluegreen_run_requests", "How many requests of visitors it has seen.");
              text.value("bluegreen_run_requests", List.of(), visits.requests());
              text.metric("bluegreen_run_error_responses", "How many got an answer with 5xx.");
              text.value("bluegreen_run_error_responses", List.of(), visits.errors());
            });
    traffic
        .probe()
        .ifPresent(
            probe -> {
              text.metric("bluegreen_run_probe_requests", "How often it has asked through nginx.");
              text.value("bluegreen_run_probe_requests", List.of(), probe.asked());
            });
    text.metric("bluegreen_run_lost_requests", "How many of all these were lost.");
    text.value("bluegreen_run_lost_requests", List.of(), traffic.lost());
  }
}
