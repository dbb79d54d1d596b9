///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.pitest:pitest-command-line:1.17.4
//DEPS org.pitest:pitest-junit5-plugin:1.2.1
//DEPS org.junit.jupiter:junit-jupiter:5.11.4
//DEPS org.junit.platform:junit-platform-launcher:1.11.4
//DEPS info.picocli:picocli:4.7.7
//DEPS org.yaml:snakeyaml:2.7
//DEPS org.zeroturnaround:zt-exec:1.13.0
//DEPS com.konghq:unirest-java-core:4.10.1
//DEPS io.pebbletemplates:pebble:4.1.2
//DEPS com.grack:nanojson:1.10
//DEPS org.apache.commons:commons-compress:1.28.0
//DEPS org.slf4j:slf4j-nop:2.0.20
//DEPS org.webjars.npm:uplot:1.6.30
//DEPS com.networknt:json-schema-validator:1.5.6
//DEPS net.jqwik:jqwik:1.9.2
//COMPILE_OPTIONS -encoding UTF-8 -Xlint:all -Werror
//COMPILE_OPTIONS -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Changes the code in many small ways and looks which changes no fast test notices, by PIT: for
 * developing. Prints what survives, and the share of noticed changes of each package.
 *
 * <p>Run from the repository's root. Nothing of it stays but what it prints.
 */
public final class mutate {
  private static final String USAGE =
      """
      Usage, in the repository's root: ./jbang tests/mutate.java [--own] [PACKAGE]...

      PACKAGE is one of lib/bluegreen, such as plan, or a class in it, such as plan.Moves;
      default: all packages, which takes an hour. --own: only the tests of the same packages look
      for the changes, which takes minutes.
      """;

  private static final String OWN = "--own";

  private static final Path LIB = Path.of("lib");
  private static final Path TESTS = Path.of("tests", "bluegreen");

  /** Columns of PIT's mutations.csv. */
  private static final int CLASS = 1;

  private static final int MUTATOR = 2;
  private static final int METHOD = 3;
  private static final int LINE = 4;
  private static final int STATUS = 5;

  private mutate() {}

  /** Mutates the packages that the arguments name and ends the process. */
  public static void main(String... all) throws IOException, InterruptedException {
    boolean own = List.of(all).contains(OWN);
    String[] args = Stream.of(all).filter(a -> !a.equals(OWN)).toArray(String[]::new);
    if (!Files.isDirectory(LIB) || Stream.of(args).anyMatch(a -> !a.matches("[a-zA-Z.]+"))) {
      System.err.print(USAGE);
      System.exit(2);
    }
    Path folder = Files.createTempDirectory("mutate");
    try {
      Path classes = compile(folder.resolve("classes"));
      List<String> wanted = args.length == 0 ? packages() : List.of(args);
      run(folder, classes, wanted, own ? testsOf(wanted) : "bluegreen.*Test");
      tell(folder.resolve("report/mutations.csv"));
    } finally {
      remove(folder);
    }
  }

  private static List<String> packages() throws IOException {
    try (Stream<Path> all = Files.list(LIB.resolve("bluegreen"))) {
      return all.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  private static Path compile(Path classes) throws IOException {
    Files.createDirectories(classes);
    List<String> words =
        new ArrayList<>(
            List.of("-encoding", "UTF-8", "-g", "-proc:none", "-d", classes.toString()));
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (Path root : List.of(LIB, TESTS)) {
      try (Stream<Path> files = Files.walk(root)) {
        files.map(Path::toString).filter(f -> f.endsWith(".java")).forEach(words::add);
      }
    }
    words.add("deploy.java");
    int failed =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, words.toArray(String[]::new));
    if (failed != 0) {
      System.exit(failed);
    }
    Path templates = Files.createDirectories(classes.resolve("nginx"));
    try (Stream<Path> files = Files.list(Path.of("nginx"))) {
      for (Path file : files.toList()) {
        Files.copy(file, templates.resolve(file.getFileName()));
      }
    }
    return classes;
  }

  /** The tests of the packages that are named, or that the named classes are in. */
  private static String testsOf(List<String> wanted) {
    return wanted.stream()
        .map(w -> "bluegreen." + w.replaceFirst("\\.[A-Z].*", "") + ".*Test")
        .distinct()
        .collect(Collectors.joining(","));
  }

  private static void run(Path folder, Path classes, List<String> wanted, String tests)
      throws IOException, InterruptedException {
    String cases =
        wanted.stream()
            .map(w -> "bluegreen." + w)
            .map(w -> w + "," + w + ".*," + w + "$*")
            .collect(Collectors.joining(","));
    String classpath = classes + ":" + System.getProperty("java.class.path");
    List<String> words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classpath,
            "org.pitest.mutationtest.commandline.MutationCoverageReport",
            "--reportDir=" + folder.resolve("report"),
            "--targetClasses=" + cases,
            "--excludedClasses=*Test,*Test$*,bluegreen.testing.*",
            "--targetTests=" + tests,
            "--excludedGroups=slow",
            // Thousands of tries each: what survives is looked for by all of them, for hours.
            "--excludedTestClasses=*PropertiesTest,*FuzzTest",
            "--sourceDirs=lib",
            "--mutableCodePaths=" + classes,
            "--threads=" + Runtime.getRuntime().availableProcessors(),
            "--outputFormats=CSV",
            "--timestampedReports=false",
            "--timeoutConst=8000",
            "--verbosity=QUIET_WITH_PROGRESS",
            "--skipFailingTests=true");
    ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
    builder
        .environment()
        .put("JAVA_TOOL_OPTIONS", "-Djdk.httpclient.allowRestrictedHeaders=host,connection");
    int code = builder.start().waitFor();
    if (code != 0) {
      throw new IOException("PIT ended with " + code);
    }
  }

  private static void tell(Path report) throws IOException {
    Map<String, int[]> counts = new TreeMap<>();
    for (String row : Files.readAllLines(report)) {
      String[] cells = row.split(",");
      String name = cells[CLASS].substring("bluegreen.".length());
      boolean noticed = List.of("KILLED", "TIMED_OUT", "MEMORY_ERROR").contains(cells[STATUS]);
      int[] count = counts.computeIfAbsent(name.replaceFirst("\\..*", ""), n -> new int[2]);
      count[0] += noticed ? 1 : 0;
      count[1]++;
      if (!noticed) {
        String mutator = cells[MUTATOR].replaceFirst(".*\\.", "");
        System.out.println(
            name + ":" + cells[LINE] + " " + cells[METHOD] + " " + mutator + " " + cells[STATUS]);
      }
    }
    counts.forEach(
        (name, count) ->
            System.out.printf(
                Locale.ROOT,
                "%-10s %5d of %5d noticed, %3d %%%n",
                name,
                count[0],
                count[1],
                100 * count[0] / count[1]));
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
