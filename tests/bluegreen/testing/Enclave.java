package bluegreen.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server of one's own that starts in a moment: a program with files, a network and processes of
 * its own, in which port 80 is free and {@code /etc/nginx} nobody's. Needs root and unshare(1).
 *
 * <p>The program reads orders, a line each, and answers each with a line.
 */
public final class Enclave implements AutoCloseable {
  /** The folders that are empty in it, and gone with it. */
  public static final List<String> FOLDERS =
      List.of("/run", "/srv", "/var/lib", "/var/log", "/var/www", "/usr/share/nginx/html");

  /** An address of this machine's own beside the loopback's. */
  public static final String ADDRESS = "10.9.9.9";

  private static final String PREPARATION =
      """
      set -e
      ip link set lo up
      ip address add %s/32 dev lo
      mount -t tmpfs -o mode=755 tmpfs /srv
      mkdir /srv/etc
      cp -a /etc/. /srv/etc
      mount --bind /srv/etc /etc
      for folder in %s; do
        mkdir -p $folder
        mount -t tmpfs -o mode=755 tmpfs $folder
      done
      grep -q ^nginx: /etc/passwd || useradd --system --no-create-home --shell /bin/false nginx
      "$@"
      """
          .formatted(ADDRESS, String.join(" ", FOLDERS));

  private final Process process;
  private final BufferedReader answers;

  private Enclave(Process process) {
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts one with a program in it, beside which {@link Product} can be run. */
  public static Enclave running(Class<?> program) {
    List<String> command = new ArrayList<>(List.of("unshare", "--kill-child", "--mount", "--net"));
    // The shell is the first process there, and clears away what others leave behind.
    command.addAll(List.of("--pid", "--fork", "--mount-proc", "sh", "-c", PREPARATION, "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(List.of("-Djdk.httpclient.allowRestrictedHeaders=host,connection", "-cp"));
    command.add(DeployJar.get().jar() + ":" + System.getProperty("java.class.path"));
    command.add(program.getName());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C.UTF-8");
    try {
      return new Enclave(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives an order; the answer. */
  public String ask(String order) {
    try {
      process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new AssertionError("it has ended by itself");
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
