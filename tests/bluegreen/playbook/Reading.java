package bluegreen.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.lifecycle.Store;

/** Reads playbooks and checks how that ends; notices one that takes for ever, too. */
final class Reading implements Store.CloseOnReset {
  /** Generous for a busy machine; it is there for those that would take for ever. */
  private static final long PATIENCE_SECONDS = 240;

  /** Of the processor, which does not depend on how busy the machine is. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** What no message may hold unless the playbook does. */
  private static final Pattern INSIDES =
      Pattern.compile(
          "\\bnull\\b|\\b(java|javax|jdk|sun|org|io|com|bluegreen)\\.[a-z]\\w*\\.|"
              + "\\w+(Exception|Error)\\b|\\bat \\w+\\.\\w+\\(|@[0-9a-f]{6,8}\\b");

  private static final Pattern BREAK = Pattern.compile("\r\n|[\n\r\u0085\u2028\u2029]");

  /** Bytes of a file that is not looked into. */
  private static final int TOO_LARGE = 1_000_000;

  private static final int LONGEST_SHOWN = 8_000;

  private final Path folder;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          2,
          task -> {
            Thread daemon = new Thread(task, "reading");
            daemon.setDaemon(true);
            return daemon;
          });

  Reading() {
    try {
      folder = Files.createTempDirectory("bluegreen-fuzz");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads playbooks, two at a time.
   *
   * @return of each, whether there was nothing wrong with it
   * @throws AssertionError where one ends in any way but with a playbook or with proper errors
   */
  List<Boolean> judge(List<byte[]> playbooks) {
    // Not one for all: a reader remembers every template that it has seen.
    PlaybookReader reader = new PlaybookReader(new Templates(), Playbooks.ROOT);
    List<Future<Boolean>> judged = new ArrayList<>();
    for (byte[] playbook : playbooks) {
      Path file = folder.resolve("playbook-" + judged.size() + ".yml");
      judged.add(threads.submit(() -> judge(reader, file, playbook)));
    }
    List<Boolean> right = new ArrayList<>();
    for (Future<Boolean> each : judged) {
      right.add(await(each, playbooks.get(right.size())));
    }
    return right;
  }

  private static boolean judge(PlaybookReader reader, Path file, byte[] playbook)
      throws IOException {
    Files.write(file, playbook);
    ThreadMXBean time = ManagementFactory.getThreadMXBean();
    long began = time.getCurrentThreadCpuTime();
    try {
      assertNotNull(reader.read(file), "neither a playbook nor an error");
      return true;
    } catch (InvalidPlaybook e) {
      check(e, file, new String(playbook, StandardCharsets.UTF_8));
      return false;
    } finally {
      long nanos = time.getCurrentThreadCpuTime() - began;
      assertTrue(nanos < LONGEST.toNanos(), () -> "took " + Duration.ofNanos(nanos));
    }
  }

  private static boolean await(Future<Boolean> judged, byte[] playbook) {
    try {
      return judged.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause() + shown(playbook), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("more than " + PATIENCE_SECONDS + " s for" + shown(playbook), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String shown(byte[] playbook) {
    String text = new String(playbook, StandardCharsets.UTF_8);
    boolean whole = text.length() <= LONGEST_SHOWN;
    return "\n--- the playbook:\n" + (whole ? text : text.substring(0, LONGEST_SHOWN) + " [...]");
  }

  private static void check(InvalidPlaybook invalid, Path file, String text) {
    List<PlaybookError> errors = invalid.errors();
    assertFalse(errors.isEmpty(), "refused without an error");
    List<String> lines = BREAK.splitAsStream(text + " ").toList();
    if (text.getBytes(StandardCharsets.UTF_8).length > TOO_LARGE) {
      assertEquals(1, errors.size(), errors::toString);
      assertTrue(errors.get(0).describe(file).startsWith(file + ": expected a playbook of"));
      return;
    }
    for (PlaybookError error : errors) {
      String all = error.describe(file);
      assertTrue(all.startsWith(file + ":" + error.line() + ":" + error.column() + ": "), all);
      assertTrue(error.line() >= 1 && error.line() <= Math.max(1, lines.size()), all);
      assertTrue(error.column() >= 1 && error.column() <= text.length() + 1, all);
      assertTrue(error.sentence().strip().length() > 5, all);
      assertTrue(all.chars().noneMatch(Character::isISOControl), all);
      assertTrue(all.length() < 1_000, all);
      Matcher insides = INSIDES.matcher(error.path() + ": " + error.sentence());
      while (insides.find()) {
        assertTrue(text.contains(insides.group()), all);
      }
    }
    assertEquals(errors.size(), invalid.getMessage().lines().count(), invalid.getMessage());
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
