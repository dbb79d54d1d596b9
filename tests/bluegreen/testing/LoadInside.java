package bluegreen.testing;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A {@link LoadClient} that works on the network of a {@link Container}: a process of its own, told
 * by lines on its standard input, answering by lines of JSON.
 */
public final class LoadInside implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;

  /** What became of the requests so far; {@code text} says it in full. */
  public record Report(long requests, long failures, List<String> versions, String text) {}

  private LoadInside(Process process) {
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static LoadInside start(
      long pid, String url, int connections, int posts, double perSecond, boolean keepAlive) {
    try {
      return new LoadInside(
          new ProcessBuilder(
                  "nsenter",
                  "--target=" + pid,
                  "--net",
                  Path.of(System.getProperty("java.home"), "bin/java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  LoadInside.class.getName(),
                  url,
                  String.valueOf(connections),
                  String.valueOf(posts),
                  String.valueOf(perSecond),
                  String.valueOf(keepAlive))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The state of things now, while the load goes on. */
  public Report report() {
    return ask("report");
  }

  /** Waits until so many more requests than now have been sent. */
  public void awaitRequests(long more, Duration within) {
    long enough = report().requests() + more;
    Await.until(more + " more requests", within, () -> report().requests() >= enough);
  }

  /** Ends the load. */
  public Report stop() {
    return ask("stop");
  }

  private Report ask(String what) {
    try {
      process.getOutputStream().write((what + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      String line = answers.readLine();
      if (line == null) {
        throw new AssertionError("the load has ended by itself");
      }
      JsonObject json = JsonParser.object().from(line);
      return new Report(
          json.getLong("requests"),
          json.getLong("failures"),
          json.getArray("versions").stream().map(String::valueOf).toList(),
          json.getString("text"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JsonParserException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /**
   * The load itself.
   *
   * @param args address, connections, clients that POST, requests a second, whether connections are
   *     kept alive
   */
  public static void main(String[] args) throws IOException {
    LoadClient clients =
        LoadClient.to(URI.create(args[0]))
            .connections(Integer.parseInt(args[1]))
            .posts(Integer.parseInt(args[2]))
            .perSecond(Double.parseDouble(args[3]));
    if (!Boolean.parseBoolean(args[4])) {
      clients.withoutKeepAlive();
    }
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Load load = clients.start()) {
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        boolean last = order.equals("stop");
        System.out.println(json(last ? load.stop() : load.report()));
        if (last) {
          return;
        }
      }
    }
  }

  private static String json(LoadReport report) {
    JsonObject json = new JsonObject();
    json.put("requests", report.requests());
    json.put("failures", report.failures());
    json.put("versions", report.versions().keySet().stream().sorted().toList());
    json.put("text", report.describe());
    return JsonWriter.string(json);
  }
}
