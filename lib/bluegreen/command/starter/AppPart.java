package bluegreen.command.starter;

import bluegreen.host.Accounts;
import bluegreen.host.Programs;
import bluegreen.playbook.JavaOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Works out what is run, and how: as the app that serves now, if there is one. */
final class AppPart {
  private static final int LONGEST_NAME = 63;
  private static final int MOST_NAMES = 12;

  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(?:--|-D)[\\w.-]*(password|passwd|secret|token|api-?key|credential)[\\w.-]*=.+");

  private final Project project;
  private final Optional<Path> jar;
  private final Optional<RunningApp> runs;
  private final List<String> lines = new ArrayList<>();
  private final List<String> undecided = new ArrayList<>();
  private String told = "";
  private boolean confidential = false;

  private AppPart(Project project, Optional<Path> jar, Optional<RunningApp> runs) {
    this.project = project;
    this.jar = jar;
    this.runs = runs;
  }

  /** The jar that is to be deployed: the project's own before the one that runs. */
  static Optional<Path> jar(Project project, Optional<RunningApp> runs) {
    Optional<Path> running = runs.flatMap(RunningApp::jar);
    return project
        .jar(running)
        .or(() -> running.filter(j -> project.node().isEmpty() && Files.isRegularFile(j)));
  }

  /** A name for the app. */
  static String name(Project project, Optional<Path> jar) {
    String base =
        jar.map(Project::base)
            .or(() -> project.node().map(NodeApp::name))
            .filter(b -> !plain(b).isEmpty())
            .orElseGet(
                () ->
                    Optional.ofNullable(project.folder().getFileName())
                        .map(Path::toString)
                        .orElse(""));
    return plain(base).isEmpty() ? "app" : plain(base);
  }

  private static String plain(String name) {
    String letters = name.replaceAll("[^A-Za-z0-9]+", "-").toLowerCase(Locale.ROOT);
    String some = letters.substring(0, Math.min(letters.length(), LONGEST_NAME));
    return some.replaceAll("^-+|-+$", "");
  }

  /**
   * For one app.
   *
   * @param jar as {@link #jar} says
   * @param words makes expressions of the slot
   * @param port the one that is served now; 0 for none
   * @param need variables that its health check needs
   * @param management the management port, where a file in the jar fixes it
   */
  static AppPart of(
      Project project,
      Optional<Path> jar,
      Optional<RunningApp> runs,
      SlotWords words,
      Map<String, String> need,
      Optional<Integer> management) {
    AppPart part = new AppPart(project, jar, runs);
    part.lines.add("app:");
    part.lines.add("  name: " + name(project, jar));
    Map<String, String> env = new TreeMap<>(need);
    runs.ifPresent(r -> r.telling().forEach((n, v) -> env.put(n, words.of(v))));
    if (jar.isPresent()) {
      part.jar(words, env, management);
    } else if (project.node().isPresent()) {
      part.node(project.node().get(), words, env);
    } else {
      part.nothing();
    }
    part.surroundings(env);
    return part;
  }

  List<String> lines() {
    return lines;
  }

  String told() {
    return told;
  }

  /** Whether its lines hold what looks like a secret. */
  boolean confidential() {
    return confidential;
  }

  List<String> undecided() {
    return undecided;
  }

  private void jar(SlotWords words, Map<String, String> env, Optional<Integer> management) {
    Path file = jar.orElseThrow();
    Optional<Path> pattern = Project.pattern(file);
    String today = pattern.map(p -> "today " + file.getFileName()).orElse("");
    lines.add(
        "  jar: "
            + YamlText.of(project.shown(pattern.orElse(file)))
            + (today.isEmpty() ? "" : "   # " + today));
    told = project.shown(pattern.orElse(file)) + (today.isEmpty() ? "" : ", " + today);
    List<Path> beside = project.beside(file);
    if (!beside.isEmpty()) {
      undecided.add(
          "app.jar: there is also "
              + String.join(", ", beside.stream().limit(4).map(project::shown).toList())
              + (beside.size() > 4 ? " and " + (beside.size() - 4) + " more" : ""));
    }
    runs.flatMap(AppPart::java).ifPresent(java -> lines.add("  java: " + YamlText.of(java)));
    List<String> options = words.of(runs.map(RunningApp::javaOptions).orElse(List.of()));
    lines.add(
        options.isEmpty() ? "  # java_opts: [-Xmx256m]" : "  java_opts: " + YamlText.list(options));
    args(words, options, env, management);
    if (runs.isPresent() && runs.get().jar().isEmpty()) {
      undecided.add(
          "app: pid "
              + runs.get().pid()
              + " was not started with java -jar; take its options over by hand");
    }
  }

  private void args(
      SlotWords words,
      List<String> options,
      Map<String, String> env,
      Optional<Integer> management) {
    List<String> all = runs.map(RunningApp::arguments).orElse(List.of());
    List<String> given = all.stream().filter(w -> !JavaOption.is(w)).toList();
    all.stream()
        .filter(JavaOption::is)
        .forEach(
            w ->
                undecided.add(
                    "app: "
                        + w
                        + " stands behind the jar now, where java does not heed it; left out (it"
                        + " would count in java_opts)"));
    List<String> args = new ArrayList<>(words.of(given));
    boolean onPort =
        Stream.of(args, options, List.copyOf(env.values()))
            .flatMap(List::stream)
            .anyMatch(a -> a.contains("{{ port }}"));
    management.ifPresent(p -> args.add("--management.server.port=" + words.of(String.valueOf(p))));
    if (!args.isEmpty() && !onPort) {
      args.add("--server.port={{ port }}");
    }
    lines.add(
        args.isEmpty()
            ? "  # args: [\"--server.port={{ port }}\", \"--spring.profiles.active=real\"]"
            : "  args: " + YamlText.list(args));
    Stream.concat(given.stream(), options.stream())
        .filter(w -> SECRET.matcher(w).matches())
        .map(w -> w.replaceFirst("=.*", ""))
        .forEach(
            w -> {
              confidential = true;
              undecided.add("app: " + w + " looks like a secret; app.env_file keeps it unseen");
            });
  }

  /** The java that it runs with, where that is not the one on the PATH. */
  private static Optional<String> java(RunningApp app) {
    if (!app.program().equals("java") || !app.argv().get(0).startsWith("/")) {
      return Optional.empty();
    }
    Path own = Path.of(app.argv().get(0));
    Optional<Path> usual =
        Programs.find("java", System.getenv().getOrDefault("PATH", Programs.USUAL_PATH));
    return Optional.of(own)
        .filter(j -> Programs.isProgram(j) && usual.filter(u -> isSame(u, j)).isEmpty())
        .map(Path::toString);
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  private void node(NodeApp node, SlotWords words, Map<String, String> env) {
    List<String> command =
        runs.filter(r -> r.program().matches("node(js)?"))
            .map(r -> words.of(relative(r)))
            .filter(w -> w.stream().anyMatch(a -> a.contains("{{")))
            .orElse(node.command());
    lines.add("  command: " + YamlText.list(command));
    lines.add("  files: .   # this folder, node_modules included");
    node.env().forEach(env::putIfAbsent);
    env.put("PORT", "{{ port }}");
    told = "Node: " + String.join(" ", command) + ", with the port in PORT";
    if (!node.installed()) {
      undecided.add("app.files: there is no node_modules yet; run npm ci first");
    }
  }

  private static List<String> relative(RunningApp app) {
    List<String> words = new ArrayList<>(app.argv());
    words.set(0, "node");
    String folder = app.cwd().map(c -> c + "/").orElse("/");
    words.replaceAll(w -> w.startsWith(folder) ? w.substring(folder.length()) : w);
    return words;
  }

  private void nothing() {
    String usual = project.usualJar();
    lines.add("  # Nothing that can be run was found here yet: build it, or say where it is.");
    lines.add("  jar: " + YamlText.of(usual));
    lines.add("  # args: [\"--server.port={{ port }}\", \"--spring.profiles.active=real\"]");
    told = "nothing that can be run was found";
    String misses =
        String.join(
            "; ",
            project.others().stream()
                .limit(4)
                .map(j -> project.shown(j.file()) + " " + j.flaw().orElse("goes with a build"))
                .toList());
    undecided.add(
        "app.jar: "
            + (misses.isEmpty()
                ? "no jar or war, and no package.json with a start script, in "
                    + project.folder()
                    + ", its modules, or their build/libs, target and dist; "
                : misses + "; ")
            + usual
            + " stands there, for when it is built");
  }

  private void surroundings(Map<String, String> env) {
    if (!env.isEmpty()) {
      lines.add("  env:");
      lines.addAll(YamlText.table("    ", env));
    }
    Set<String> further = runs.map(RunningApp::furtherVariables).orElse(Set.of());
    if (further.isEmpty()) {
      lines.add("  # env_file: /etc/" + name(project, jar) + "/secrets.env");
    } else {
      String names = String.join(", ", further.stream().limit(MOST_NAMES).toList());
      String more = further.size() > MOST_NAMES ? ", …" : "";
      lines.add("  # It runs with these variables, too: " + names + more);
      lines.add("  # env_file: /etc/" + name(project, jar) + "/secrets.env   # for those it needs");
      undecided.add(
          "app.env: it runs with "
              + further.size()
              + " more variables, such as "
              + further.iterator().next()
              + "; what it needs of them goes into env or env_file");
    }
    runs.filter(r -> !r.user().equals("root"))
        .ifPresent(
            r ->
                lines.add(
                    (Accounts.areRoot() ? "  user: " : "  # user: ")
                        + YamlText.of(r.user())
                        + "   # needs root"));
    runs.flatMap(RunningApp::cwd)
        .filter(c -> c.getNameCount() > 0)
        .ifPresent(
            c ->
                lines.add(
                    (runs.get().needsFolder() ? "  " : "  # ")
                        + "workdir: "
                        + YamlText.of(c.toString())
                        + "   # where it runs now: for files that it finds by relative paths"));
  }
}
