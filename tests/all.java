///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
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
//SOURCES ../lib/**/*.java
//SOURCES bluegreen/**/*.java
//FILES nginx/=../nginx/*
//FILES page/=../lib/bluegreen/page/paper/*
//COMPILE_OPTIONS -encoding UTF-8 -Xlint:all -Werror
//COMPILE_OPTIONS -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.Tag;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the tests: all of them, or those of the classes whose names contain one of the arguments.
 *
 * <p>The last line of the output is {@code N passed, N failed, N skipped}. The exit code is 0 only
 * where at least one test ran and all of them passed: a skipped test guards nothing.
 */
public final class all {

  /** Says at the beginning of each run that it keeps no database, which is as it is told. */
  private static final Logger JQWIK = Logger.getLogger("net.jqwik");

  /** How many classes run at the same time. */
  private static final String AT_ONCE = "3";

  private static final String QUICK = "--quick";
  private static final String SLOW = "slow";

  private all() {}

  /**
   * Runs the tests and ends the process.
   *
   * @param args parts of class names, or regular expressions to be found in them; none: all
   *     classes. {@code --quick} leaves out those that need a server or a container: seconds, for
   *     developing
   */
  public static void main(String... args) throws URISyntaxException {
    JQWIK.setLevel(Level.WARNING);
    // Java's HTTP client reads it once; a test's own client may well be the first one here.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,connection");
    Progress progress = new Progress();
    LauncherFactory.create().execute(request(args), progress);
    boolean success = progress.finish();
    // A thread that a test left behind would keep the process alive.
    System.exit(success ? 0 : 1);
  }

  private static LauncherDiscoveryRequest request(String... args) throws URISyntaxException {
    Path jar = Path.of(all.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    LauncherDiscoveryRequestBuilder request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClasspathRoots(Set.of(jar)))
            .filters(includeClassNamePatterns(".*Test"))
            .configurationParameter(
                ClassOrderer.DEFAULT_ORDER_PROPERTY_NAME, SlowLast.class.getName())
            .configurationParameter("junit.jupiter.execution.timeout.default", "5 m")
            // Most of a slow test is waiting: for an app to start, or for a slot to drain.
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
            .configurationParameter("junit.jupiter.execution.parallel.mode.default", "same_thread")
            .configurationParameter(
                "junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
            .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.fixed.parallelism", AT_ONCE)
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.fixed.max-pool-size", AT_ONCE)
            .configurationParameter("jqwik.database", "")
            .configurationParameter("jqwik.reporting.onlyfailures", "true");
    List<String> patterns = new ArrayList<>(List.of(args));
    if (patterns.remove(QUICK)) {
      request.filters(TagFilter.excludeTags(SLOW));
    }
    if (!patterns.isEmpty()) {
      request.filters(
          includeClassNamePatterns(
              patterns.stream().map(p -> ".*(" + p + ").*").toArray(String[]::new)));
    }
    return request.build();
  }

  /** Puts classes tagged {@code slow} last, so that a simple mistake shows within seconds. */
  static final class SlowLast implements ClassOrderer {
    @Override
    public void orderClasses(ClassOrdererContext context) {
      context
          .getClassDescriptors()
          .sort(
              Comparator.comparing(SlowLast::isSlow)
                  .thenComparing(each -> each.getTestClass().getName()));
    }

    private static boolean isSlow(ClassDescriptor testClass) {
      return testClass.findRepeatableAnnotations(Tag.class).stream()
          .anyMatch(tag -> tag.value().equals(SLOW));
    }
  }

  /** The part of an exception that tells a reader of this project something. */
  private static final class Trace {
    private static final int MOST_FRAMES = 12;

    private Trace() {}

    static String of(Throwable failure) {
      StringBuilder text = new StringBuilder(failure.toString());
      appendFrames(text, failure);
      for (Throwable each : failure.getSuppressed()) {
        text.append("\nSuppressed: ").append(of(each));
      }
      if (failure.getCause() != null) {
        text.append("\nCaused by: ").append(of(failure.getCause()));
      }
      return text.toString();
    }

    private static void appendFrames(StringBuilder text, Throwable failure) {
      List<StackTraceElement> frames = Arrays.asList(failure.getStackTrace());
      int end = frames.size();
      while (end > 0 && !isOurs(frames.get(end - 1))) {
        end--;
      }
      frames.subList(0, end == 0 ? frames.size() : end).stream()
          .filter(frame -> !frame.getClassName().startsWith("org.junit."))
          .limit(MOST_FRAMES)
          .forEach(frame -> text.append("\n    at ").append(frame));
    }

    private static boolean isOurs(StackTraceElement frame) {
      return frame.getClassName().startsWith("bluegreen.");
    }
  }

  /** What a test came to. */
  private enum Outcome {
    PASSED,
    FAILED,
    SKIPPED
  }

  /** How many tests came to what. */
  private static final class Counts {
    private final Map<Outcome, Integer> tests = new EnumMap<>(Outcome.class);

    void add(Outcome outcome, int more) {
      tests.merge(outcome, more, Integer::sum);
    }

    void addAll(Counts other) {
      other.tests.forEach(this::add);
    }

    int of(Outcome outcome) {
      return tests.getOrDefault(outcome, 0);
    }
  }

  /** What the tests of one class, or of JUnit's engine itself, came to. */
  private static final class ClassResult {
    private final Counts counts = new Counts();
    private final StringBuilder problems = new StringBuilder();
  }

  /** Prints each class as it finishes, with whatever in it did not pass, and keeps count. */
  private static final class Progress implements TestExecutionListener {
    private final Map<TestIdentifier, Long> startNanos = new HashMap<>();
    private final Map<TestIdentifier, ClassResult> results = new HashMap<>();
    private final Counts total = new Counts();
    private final List<String> problems = new ArrayList<>();
    private TestPlan plan;

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan testPlan) {
      plan = testPlan;
    }

    @Override
    public synchronized void executionStarted(TestIdentifier id) {
      startNanos.put(id, System.nanoTime());
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier id, String reason) {
      long tests = plan.getDescendants(id).stream().filter(TestIdentifier::isTest).count();
      of(id).counts.add(Outcome.SKIPPED, Math.max(1, (int) tests));
      addProblem("SKIPPED", id, reason);
      if (isTopLevelClass(id)) {
        printClass(id, 0);
      }
    }

    @Override
    public synchronized void executionFinished(TestIdentifier id, TestExecutionResult result) {
      record(id, result);
      long nanos = System.nanoTime() - startNanos.remove(id);
      if (isTopLevelClass(id)) {
        printClass(id, nanos);
      }
    }

    private void record(TestIdentifier id, TestExecutionResult result) {
      Counts counts = of(id).counts;
      switch (result.getStatus()) {
        case SUCCESSFUL -> counts.add(Outcome.PASSED, id.isTest() ? 1 : 0);
        // A container, too: the tests of a class whose @BeforeAll failed are never heard of.
        case ABORTED -> {
          counts.add(Outcome.SKIPPED, 1);
          addProblem("SKIPPED", id, result.getThrowable().map(Throwable::getMessage).orElse(""));
        }
        case FAILED -> {
          counts.add(Outcome.FAILED, 1);
          addProblem("FAILED", id, result.getThrowable().map(Trace::of).orElse(""));
        }
      }
    }

    /** The result that a test is part of: that of its outermost class. */
    private ClassResult of(TestIdentifier id) {
      TestIdentifier each = id;
      while (!isTopLevelClass(each) && plan.getParent(each).isPresent()) {
        each = plan.getParent(each).get();
      }
      return results.computeIfAbsent(each, unseen -> new ClassResult());
    }

    private void addProblem(String word, TestIdentifier id, String detail) {
      String title = word + " " + sentence(id);
      problems.add(title);
      of(id).problems.append(title.indent(2)).append(detail.indent(4));
    }

    /** The displayed names from the class down to the test. */
    private String sentence(TestIdentifier id) {
      Deque<String> names = new ArrayDeque<>();
      Optional<TestIdentifier> each = Optional.of(id);
      Optional<TestIdentifier> parent = plan.getParent(id);
      while (parent.isPresent()) {
        names.addFirst(each.get().getDisplayName());
        each = parent;
        parent = plan.getParent(each.get());
      }
      return String.join(" > ", names);
    }

    private boolean isTopLevelClass(TestIdentifier id) {
      Optional<TestIdentifier> engine = plan.getParent(id);
      return engine.isPresent() && plan.getParent(engine.get()).isEmpty();
    }

    private void printClass(TestIdentifier id, long nanos) {
      ClassResult result = of(id);
      System.out.printf(
          Locale.ROOT,
          "%-60s %4d passed %7.1fs%n%s",
          id.getLegacyReportingName(),
          result.counts.of(Outcome.PASSED),
          nanos / 1e9,
          result.problems);
      total.addAll(result.counts);
      results.remove(id);
    }

    /** Prints the closing lines. Returns whether tests ran and all of them passed. */
    synchronized boolean finish() {
      // What no class has claimed: a failure of JUnit's engine itself.
      for (ClassResult left : results.values()) {
        System.out.print(left.problems);
        total.addAll(left.counts);
      }
      if (!problems.isEmpty()) {
        System.out.println();
        problems.forEach(System.out::println);
      }
      int passed = total.of(Outcome.PASSED);
      int failed = total.of(Outcome.FAILED);
      int skipped = total.of(Outcome.SKIPPED);
      System.out.printf("%n%d passed, %d failed, %d skipped%n", passed, failed, skipped);
      System.out.flush();
      return passed > 0 && failed == 0 && skipped == 0;
    }
  }
}
