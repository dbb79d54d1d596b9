package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Downloads.Wish;
import bluegreen.testing.Authority;
import bluegreen.testing.FileServer;
import bluegreen.testing.FileServer.Asked;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A file that is fetched")
class DownloadTest {
  private static final Patience LONG =
      new Patience(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofMillis(1),
          3);

  private final FileServer server = FileServer.start();
  private final FileServer other = FileServer.start();
  private final Recorder trace = new Recorder();
  private final byte[] content = content(300_000);

  @TempDir Path folder;

  @AfterEach
  void close() {
    server.close();
    other.close();
  }

  private static byte[] content(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }

  private Path part() {
    return folder.resolve("shop.jar.part");
  }

  private Offer fetch(String url, Map<String, String> headers, Patience patience)
      throws HostFailure, InterruptedException {
    Wish wish = new Wish(WebAddress.of(url), headers);
    AtomicFiles files = new AtomicFiles(trace);
    return new Download(new Downloads(trace, patience), wish, "it", part(), files).fetch();
  }

  private Offer fetch(String url) throws HostFailure, InterruptedException {
    return fetch(url, Map.of(), LONG);
  }

  private Offer look(String url) throws HostFailure, InterruptedException {
    return new Downloads(trace, LONG).look(new Wish(WebAddress.of(url), Map.of()));
  }

  private String refused(String url, Map<String, String> headers) {
    HostFailure failure = assertThrows(HostFailure.class, () -> fetch(url, headers, LONG));
    return failure.getMessage();
  }

  private void assertWhole() throws Exception {
    assertArrayEquals(content, Files.readAllBytes(part()));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(part())));
  }

  @Test
  @DisplayName("comes as it is, for the deployer alone")
  void whole() throws Exception {
    server.put("/shop.jar", content);
    assertEquals(OptionalLong.of(content.length), fetch(server.url("/shop.jar")).bytes());
    assertWhole();
    assertTrue(trace.heard.contains("exchange GET " + server.url("/shop.jar") + " -> 200"));
  }

  /** What a run before has left of something. */
  private void begun(int bytes) throws IOException {
    Files.write(part(), content(bytes));
    Files.setPosixFilePermissions(part(), PosixFilePermissions.fromString("rw-------"));
  }

  @Nested
  @DisplayName("that breaks off")
  class Broken {
    @Test
    @DisplayName("is gone on with where it broke, as often as something comes")
    void resumed() throws Exception {
      server.put("/shop.jar", content).breaking(40_000, 6);
      fetch(server.url("/shop.jar"));
      assertWhole();
      List<Asked> asked = server.asked("GET");
      assertEquals(7, asked.size());
      assertEquals("", asked.get(0).header("Range"));
      assertTrue(asked.get(6).header("Range").matches("bytes=[1-9]\\d+-"));
      assertTrue(asked.get(6).header("If-Range").startsWith("\""));
    }

    @Test
    @DisplayName("is gone on with by another run")
    void byAnother() throws Exception {
      String url = server.url("/shop.jar");
      server.put("/shop.jar", content).breaking(100_000, 1);
      Patience once = new Patience(LONG.connect(), LONG.answer(), LONG.stall(), LONG.pause(), 1);
      assertThrows(HostFailure.class, () -> fetch(url, Map.of(), once));
      long before = Files.size(part());
      assertTrue(before > 0);
      fetch(url);
      assertWhole();
      assertEquals("bytes=" + before + "-", server.asked("GET").get(1).header("Range"));
    }

    @Test
    @DisplayName("begins anew where its server has another one by then")
    void changed() throws Exception {
      begun(1000);
      Files.writeString(Download.stamp(part()), "it\n\"an old one\"\n");
      server.put("/shop.jar", content);
      fetch(server.url("/shop.jar"));
      assertWhole();
      assertEquals("bytes=1000-", server.asked("GET").get(0).header("Range"));
    }

    @Test
    @DisplayName("begins anew where nobody can tell whether it is the same, or it was another's")
    void unknown() throws Exception {
      for (String stamp : new String[] {"it\n\n", "another\n\"x\"\n", "", "it"}) {
        begun(1000);
        Files.writeString(Download.stamp(part()), stamp);
        server.put("/shop.jar", content);
        server.forget();
        fetch(server.url("/shop.jar"));
        assertWhole();
        assertEquals("", server.asked("GET").get(0).header("Range"));
      }
    }

    @Test
    @DisplayName("begins anew where its server gives no parts")
    void noParts() throws Exception {
      server.put("/shop.jar", content).whole().breaking(40_000, 1);
      fetch(server.url("/shop.jar"));
      assertWhole();
    }

    @Test
    @DisplayName("begins anew where more is there than there is of it")
    void tooLong() throws Exception {
      begun(400_000);
      Files.writeString(Download.stamp(part()), "it\n\"x\"\n");
      server.put("/shop.jar", content).with("ETag", "\"x\"").status(416);
      HostFailure failure = assertThrows(HostFailure.class, () -> fetch(server.url("/shop.jar")));
      assertTrue(failure.getMessage().contains("answered 416"), failure.getMessage());
      assertEquals("", server.asked("GET").get(1).header("Range"));
    }

    @Test
    @DisplayName("is given up when nothing comes any more, with its URL")
    void never() {
      server.put("/shop.jar", content).breaking(0, 100);
      String why = refused(server.url("/shop.jar"), Map.of());
      assertTrue(why.startsWith(server.url("/shop.jar") + " broke off after 0 bytes of"), why);
      assertTrue(why.endsWith("(tried 3 times in a row)"), why);
      assertEquals(3, server.asked("GET").size());
    }

    @Test
    @DisplayName("is given up where it comes no further than it was, by a server without parts")
    void noFurther() {
      server.put("/shop.jar", content).whole().breaking(10, 1000);
      String why = refused(server.url("/shop.jar"), Map.of());
      assertTrue(why.endsWith("(tried 3 times in a row)"), why);
      assertEquals(3, server.asked("GET").size());
    }

    @Test
    @DisplayName("is asked for again where nothing more comes")
    void stalled() throws Exception {
      server.put("/shop.jar", content).stalling(50_000);
      Patience hasty =
          new Patience(
              LONG.connect(), LONG.answer(), Duration.ofMillis(300), LONG.pause(), LONG.tries());
      fetch(server.url("/shop.jar"), Map.of(), hasty);
      assertWhole();
      assertTrue(
          trace.heard.stream().anyMatch(h -> h.contains("has sent nothing for 0.3s")),
          trace.heard::toString);
    }

    @Test
    @DisplayName("is given up where a byte comes now and then, whatever there is of it by then")
    void trickling() {
      server.put("/shop.jar", content).trickling();
      Patience hasty =
          new Patience(LONG.connect(), LONG.answer(), Duration.ofMillis(300), LONG.pause(), 2);
      HostFailure failure =
          assertThrows(HostFailure.class, () -> fetch(server.url("/shop.jar"), Map.of(), hasty));
      assertTrue(failure.getMessage().contains("has sent no more than "), failure::getMessage);
      assertTrue(
          failure.getMessage().endsWith(" bytes for 0.3s (tried 2 times in a row)"),
          failure::getMessage);
      assertEquals(2, server.asked("GET").size());
    }
  }

  @Nested
  @DisplayName("from where a server leads")
  class Redirected {
    private final Map<String, String> headers = Map.of("Authorization", "Bearer hush-hush");

    @Test
    @DisplayName("comes with the headers where it is the same server")
    void same() throws Exception {
      server.put("/real.jar", content);
      server.redirect("/shop.jar", "/real.jar");
      fetch(server.url("/shop.jar"), headers, LONG);
      assertWhole();
      server.asked().forEach(a -> assertEquals("Bearer hush-hush", a.header("Authorization")));
    }

    @Test
    @DisplayName("comes without them from another host or port, and with them after that again")
    void elsewhere() throws Exception {
      server.put("/real.jar", content);
      server.redirect("/shop.jar", server.otherUrl("/a"));
      server.redirect("/a", other.url("/b"));
      other.redirect("/b", server.url("/real.jar"));
      String url = server.url("/shop.jar").replace("//", "//joe:secret@");
      fetch(url, Map.of("X-Token", "hush-hush"), LONG);
      assertWhole();
      assertEquals(
          List.of("hush-hush", "", "hush-hush"),
          server.asked().stream().map(a -> a.header("X-Token")).toList());
      assertEquals("", other.asked().get(0).header("X-Token"));
      assertEquals("", other.asked().get(0).header("Authorization"));
      String basic = Base64.getEncoder().encodeToString("joe:secret".getBytes());
      assertEquals("Basic " + basic, server.asked().get(0).header("Authorization"));
      assertEquals("", server.asked().get(1).header("Authorization"));
      assertFalse(trace.heard.toString().contains("secret"), trace.heard::toString);
    }

    @Test
    @DisplayName("is refused where that goes on and on")
    void endless() {
      server.redirect("/shop.jar", "/shop.jar");
      assertTrue(refused(server.url("/shop.jar"), Map.of()).contains("leads on and on"));
      assertEquals(11, server.asked().size());
    }

    @Test
    @DisplayName("tells whom it has not told who we are")
    void unknown() {
      server.redirect("/shop.jar", other.url("/real.jar?signature=abc"));
      other.put("/real.jar", content).status(401);
      assertEquals(
          other.url("/real.jar?signature=********")
              + " answered 401 (who are you? see app.headers), where "
              + server.url("/shop.jar")
              + " leads; app.headers are not sent there",
          refused(server.url("/shop.jar"), headers));
    }
  }

  @ParameterizedTest
  @DisplayName("that cannot be had is told at once, with nothing secret of its URL")
  @CsvSource({"401,who are you", "403,not for us", "404,no such file", "410,is gone"})
  void refused(int status, String meaning) {
    server.put("/shop.jar", content).status(status);
    String url = server.url("/shop.jar?token=hush-hush&x").replace("//", "//joe:secret@");
    String why = refused(url, Map.of());
    assertTrue(why.startsWith(server.url("/shop.jar?token=********&x") + " answered " + status));
    assertTrue(why.contains(meaning), why);
    assertEquals(1, server.asked().size());
    assertFalse(trace.heard.toString().contains("hush"), trace.heard::toString);
  }

  @Test
  @DisplayName("is asked for again where its server is busy")
  void busy() {
    server.put("/shop.jar", content).status(503);
    assertTrue(refused(server.url("/shop.jar"), Map.of()).contains("answered 503 (tried 3"));
  }

  @Test
  @DisplayName("is told where nobody is there")
  void nobody() {
    String url = server.url("/shop.jar");
    server.close();
    assertEquals(url + ": connection refused (tried 3 times in a row)", refused(url, Map.of()));
  }

  @Test
  @DisplayName("that is larger than what is free is not begun")
  void room() {
    server.put("/shop.jar", content).announcing(Long.MAX_VALUE / 10);
    String why = refused(server.url("/shop.jar"), Map.of());
    assertTrue(why.startsWith("there is no room for " + server.url("/shop.jar")), why);
    assertTrue(Files.notExists(part()));
  }

  @Nested
  @DisplayName("that is only looked at")
  class Looked {
    @Test
    @DisplayName("is not fetched")
    void head() throws Exception {
      server.put("/shop.jar", content).with("Last-Modified", "Mon, 30 Nov 2026 10:00:00 GMT");
      Offer offer = look(server.url("/shop.jar"));
      assertEquals(OptionalLong.of(content.length), offer.bytes());
      assertEquals("Mon, 30 Nov 2026 10:00:00 GMT", offer.modified());
      assertTrue(offer.isKnown());
      assertEquals(List.of(), server.asked("GET"));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 405, 501})
    @DisplayName("is asked for a single byte where its server knows no HEAD")
    void noHead(int status) throws Exception {
      server.put("/shop.jar", content).head(status).whole();
      assertEquals(OptionalLong.of(content.length), look(server.url("/shop.jar")).bytes());
      assertEquals("bytes=0-0", server.asked("GET").get(0).header("Range"));
    }

    @Test
    @DisplayName("may come with its digest, in the words of repositories and of two standards")
    void digests() throws Exception {
      String hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
      String base = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
      for (List<String> header :
          List.of(
              List.of("X-Checksum-Sha256", hex.toUpperCase()),
              List.of("Digest", "md5=abc, SHA-256=" + base),
              List.of("Repr-Digest", "sha-512=:x:, sha-256=:" + base + ":"))) {
        server.put("/shop.jar", content).with(header.get(0), header.get(1));
        assertEquals(Optional.of(hex), look(server.url("/shop.jar")).sha256(), header::toString);
      }
      server.put("/shop.jar", content).with("X-Checksum-Sha256", "none").with("Digest", "md5=a");
      assertEquals(Optional.empty(), look(server.url("/shop.jar")).sha256());
      // A repository tells it in the answer that leads to where it is.
      server.redirect("/shop.jar", other.url("/real.jar")).with("X-Checksum-Sha256", hex);
      other.put("/real.jar", content);
      assertEquals(Optional.of(hex), look(server.url("/shop.jar")).sha256());
    }
  }

  @Test
  @DisplayName(
      "by https has to be shown a certificate that Java trusts, and is not asked for again")
  void distrusted() throws Exception {
    HttpsServer secure =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SSLContext context = Authority.in(folder).issue("shop", "localhost").server();
    secure.setHttpsConfigurator(new HttpsConfigurator(context));
    secure.start();
    try {
      String url = "https://localhost:" + secure.getAddress().getPort() + "/shop.jar";
      String why = refused(url, Map.of());
      assertTrue(why.startsWith(url + ": the certificate shown there is not trusted"), why);
      assertFalse(why.contains("tried"), why);
    } finally {
      secure.stop(0);
    }
  }

  @Test
  @DisplayName("by https is never looked for without encryption")
  void downgrade() {
    WebAddress secure = WebAddress.of("https://joe:secret@repo.example.com/a?b=hush");
    for (String location : List.of("http://repo.example.com/a", "//x y", "ftp://x/", "file:///x")) {
      String why = assertThrows(HostFailure.class, () -> secure.redirected(location)).getMessage();
      assertTrue(why.startsWith("https://repo.example.com/a?b=******** leads to"), why);
    }
  }
}
