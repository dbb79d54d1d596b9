package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Chromium;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Where the variable {@value #PICTURES} names a folder, the documents' pictures go there. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("The page of a real deployment")
class ReportTest {
  private static final String PICTURES = "BLUEGREEN_PICTURES";

  private final PrivateServer server = PrivateServer.create();
  private List<JsonObject> history;

  @BeforeAll
  void deploy() {
    server.light("1").write("1.yml");
    server.run("report", "1.yml").expect(1).says("nothing has been deployed yet");
    server.deploy("1.yml");
    server.light("2").rollout("bake", "2s").write("2.yml");
    try (Load load = LoadClient.to(server.url("/")).connections(4).start()) {
      load.awaitRequests(100, Duration.ofSeconds(30));
      server.deploy("2.yml");
    }
    server.light("3").app("env", "{ SHOP_FAIL: exit }").write("3.yml");
    server.run("3.yml").expect(1);
    history = server.run("history", "--output", "json", "1.yml").expect(0).json();
  }

  @AfterAll
  void close() {
    server.close();
  }

  private String id(int i) {
    return history.get(i).getString("id");
  }

  private String page(String... arguments) {
    Run run = server.run(arguments).expect(0);
    assertTrue(run.out().startsWith("<!doctype html>"), run::toString);
    return run.out();
  }

  @Test
  @DisplayName("is that of the last one, in a file of its name")
  void last() {
    String name = "shop-" + id(2) + ".html";
    server.run("report", "1.yml").expect(0).says("wrote " + name);
    String page = server.read(name);
    assertTrue(page.contains("Cannot start: the database refused the connection"), page);
    assertTrue(page.contains("requests lost</h1>"), page);
    JsonObject told = server.run("report", "--output", "json", "1.yml").expect(0).json().get(0);
    assertEquals("report " + id(2), told.getString("event") + " " + told.getString("id"));
    assertEquals(server.folder().resolve(name).toString(), told.getString("file"));
  }

  @Test
  @DisplayName("is that of another one by its id, in Korean, where it was wished for")
  void chosen() {
    String page = page("report", "--lang", "ko", "-o", "-", id(1), "1.yml");
    assertTrue(page.contains("<html lang=\"ko\">") && page.contains("1 → 2"), page);
    assertTrue(page.contains("blue -&gt; green in "), page);
    server.run("report", "--out", "mine.html", id(1), "1.yml").expect(0).says("wrote mine.html");
    server.run("report", "--out", "mine.html", id(0), "1.yml").expect(0);
    assertTrue(server.read("mine.html").contains(id(0)));
  }

  @Test
  @DisplayName("names the ids that there are, and what languages it has")
  void unknown() {
    server
        .run("report", "20000101-000000", "1.yml")
        .expect(1)
        .says("there is no deployment 20000101-000000; the last ones are " + id(2) + ", " + id(1));
    server.run("report", "--lang", "fr", "1.yml").expect(2).says("expected en or ko");
    server.run("report", "--dry-run", "1.yml").expect(2).says("--dry-run goes with");
  }

  @Test
  @DisplayName("is never written over what is none of ours")
  void occupied() throws IOException {
    Path theirs = Files.writeString(server.folder().resolve("index.html"), "<h1>theirs</h1>");
    server.run("report", "-o", "index.html", "1.yml").expect(1).says("is not a report of ours");
    assertEquals("<h1>theirs</h1>", Files.readString(theirs));
    Path link = Files.createSymbolicLink(server.folder().resolve("link.html"), theirs);
    server.run("report", "-o", "link.html", "1.yml").expect(1).says("is not a report of ours");
    assertTrue(Files.isSymbolicLink(link));
    server.run("report", "-o", "app", "1.yml").expect(1).says("is a folder");
    server.run("report", "-o", "none/x.html", "1.yml").expect(1).says("there is no folder");
  }

  @Test
  @DisplayName("is of what the history knows, where its evidence is gone")
  void gone() throws IOException {
    Path evidence = server.folder().resolve("app/evidence/" + id(0) + ".json");
    byte[] kept = Files.readAllBytes(evidence);
    Files.delete(evidence);
    String page = page("report", "-o", "-", id(0), "1.yml");
    assertTrue(page.contains("only the history tells"), page);
    Files.write(evidence, kept);
    assertFalse(page("report", "-o", "-", id(0), "1.yml").contains("only the history tells"));
  }

  @Test
  @DisplayName("is shown by a browser, with its picture, and the documents show it so")
  void shown() throws IOException {
    Path folder = Files.createDirectories(server.folder().resolve("pages"));
    try (Chromium browser = Chromium.start()) {
      browser.prefer("light");
      browser.width(900, 760);
      server.run("report", "-o", "pages/report.html", id(1), "1.yml").expect(0);
      picture(browser, folder.resolve("report.html"));
      browser.width(390, 620);
      browser.prefer("dark");
      server.run("report", "-o", "pages/report-failed.html", id(2), "1.yml").expect(0);
      picture(browser, folder.resolve("report-failed.html"));
    }
  }

  private static void picture(Chromium browser, Path page) throws IOException {
    browser.show(page);
    assertEquals(List.of(), browser.complaints());
    assertEquals(true, browser.evaluate("!!document.querySelector('#chart canvas')"));
    Optional<String> folder = Optional.ofNullable(System.getenv(PICTURES));
    if (folder.isPresent()) {
      String name = page.getFileName().toString().replace(".html", ".png");
      Files.write(Path.of(folder.get()).resolve(name), browser.picture());
    }
  }
}
