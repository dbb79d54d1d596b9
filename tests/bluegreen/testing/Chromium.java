package bluegreen.testing;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A browser without a screen and without a network, spoken to by its DevTools protocol. */
public final class Chromium implements AutoCloseable {
  private static final String READY = "DevTools listening on ";
  private static final long PATIENCE_SECONDS = 60;

  private final Path profile;
  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();
  private String page = "";

  private Chromium(Path profile, Process process, String address) {
    this.profile = profile;
    this.process = process;
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address), new Ear())
            .join();
  }

  /** Starts one, with one page in it. */
  public static Chromium start() {
    try {
      Path profile = Files.createTempDirectory("bluegreen-chromium");
      Process process =
          new ProcessBuilder(
                  "chromium",
                  "--headless=new",
                  "--no-sandbox", // Tests run as root.
                  "--disable-gpu",
                  "--disable-dev-shm-usage",
                  "--hide-scrollbars",
                  "--force-color-profile=srgb",
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + profile,
                  "about:blank")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Chromium chromium = new Chromium(profile, process, address(process));
      chromium.open();
      return chromium;
    } catch (IOException e) {
      throw new UncheckedIOException("chromium: " + e.getMessage(), e);
    }
  }

  private static String address(Process process) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(READY)) {
        Thread rest = new Thread(() -> lines.lines().forEach(l -> {}), "chromium");
        rest.setDaemon(true);
        rest.start();
        return line.substring(READY.length());
      }
    }
    throw new IOException("ended before it was ready");
  }

  private void open() {
    String target = ask("Target.createTarget", Map.of("url", "about:blank")).getString("targetId");
    page =
        ask("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .getString("sessionId");
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      ask(domain + ".enable", Map.of());
    }
    ask(
        "Network.emulateNetworkConditions",
        Map.of("offline", true, "latency", 0, "downloadThroughput", 0, "uploadThroughput", 0));
  }

  /** Shows a page; what it complained of before is forgotten. */
  public void show(Path file) {
    complaints.clear();
    requests.clear();
    loaded = new CompletableFuture<>();
    ask("Page.navigate", Map.of("url", file.toUri().toString()));
    wait(loaded);
    evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }

  /** Gives it a screen of that width, in CSS pixels. */
  public void width(int pixels, int height) {
    ask(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** What the user prefers, such as {@code dark}. */
  public void prefer(String scheme) {
    JsonObject feature = new JsonObject();
    feature.put("name", "prefers-color-scheme");
    feature.put("value", scheme);
    ask("Emulation.setEmulatedMedia", Map.of("features", new JsonArray(List.of(feature))));
  }

  /** The value of an expression, a number, a string or a boolean; promises are waited for. */
  public Object evaluate(String expression) {
    JsonObject answer =
        ask(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + JsonWriter.string(answer));
    }
    return answer.getObject("result").get("value");
  }

  /** Errors and warnings of the console, and what was refused, since the page was shown. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** What it has asked for since, the page itself included. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Prints the page; the bytes of a PDF file. */
  public byte[] print() {
    return Base64.getDecoder().decode(ask("Page.printToPDF", Map.of()).getString("data"));
  }

  /** A picture of the top of the page as it is shown; the bytes of a PNG file. */
  public byte[] picture() {
    return Base64.getDecoder()
        .decode(ask("Page.captureScreenshot", Map.of("format", "png")).getString("data"));
  }

  private JsonObject ask(String method, Map<String, Object> parameters) {
    int id = ids.incrementAndGet();
    JsonObject message = new JsonObject();
    message.put("id", id);
    message.put("method", method);
    message.put("params", new JsonObject(parameters));
    if (!page.isEmpty()) {
      message.put("sessionId", page);
    }
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    asked.put(id, answer);
    socket.sendText(JsonWriter.string(message), true).join();
    JsonObject got = wait(answer);
    if (got.has("error")) {
      throw new AssertionError(method + ": " + JsonWriter.string(got));
    }
    return got.getObject("result");
  }

  private <T> T wait(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("chromium does not answer", e);
    }
  }

  private void heard(String text) throws JsonParserException {
    JsonObject message = JsonParser.object().from(text);
    if (message.has("id")) {
      asked.remove(message.getInt("id")).complete(message);
      return;
    }
    JsonObject parameters = message.getObject("params", new JsonObject());
    switch (message.getString("method", "")) {
      case "Page.loadEventFired" -> loaded.complete(null);
      case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded" ->
          complaints.add(JsonWriter.string(parameters));
      case "Network.requestWillBeSent" ->
          requests.add(parameters.getObject("request").getString("url"));
      default -> {
        // Of no interest.
      }
    }
  }

  /** Puts messages together that come in parts. */
  private final class Ear implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        String whole = text.toString();
        text.setLength(0);
        try {
          heard(whole);
        } catch (JsonParserException e) {
          complaints.add(whole);
        }
      }
      from.request(1);
      return null;
    }
  }

  @Override
  public void close() {
    socket.abort();
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(handle -> handle.onExit().join());
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A temporary folder.
    }
  }
}
