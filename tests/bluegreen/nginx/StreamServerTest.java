package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Trace;
import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A server of ours in nginx's stream block")
class StreamServerTest {
  private static final Map<Slot, Endpoint> PLACES =
      Map.of(Slot.BLUE, Endpoint.here(8081), Slot.GREEN, Endpoint.of("[fd00::11]:9000").get());

  @TempDir Path folder;
  private Playbook playbook;
  private Playbook linked;
  private Path file;
  private NginxFiles rendered;
  private NginxFiles live;

  @BeforeEach
  void read() throws Exception {
    file = folder.resolve("stream.d/shop.conf");
    String text =
        """
        app: { name: shop, jar: shop.jar, dir: app }
        ports: { blue: 8081, green: 8082 }
        health: { tcp: {} }
        nginx: { stream: stream.d/shop.conf, listen: [5432, "[::1]:5433"], switch: reload }
        """;
    Templates templates = new Templates();
    Surroundings root = new Surroundings(Map.of(), true, Optional.empty(), Map.of());
    Path written = folder.resolve("playbook.yml");
    PlaybookReader reader = new PlaybookReader(templates, root);
    linked = reader.read(Files.writeString(written, text.replace(", switch: reload", "")));
    playbook = reader.read(Files.writeString(written, text));
    AppDir dir = new AppDir(playbook.app().dir());
    rendered = new NginxFiles(playbook, dir, templates);
    live = new NginxFiles(linked, dir, templates);
  }

  private String text(Slot active) {
    return rendered.target(active, PLACES);
  }

  @Test
  @DisplayName("listens where the playbook says, and passes to the slot that serves")
  void passes() {
    String blue = text(Slot.BLUE);
    assertTrue(blue.contains("    listen 5432;\n    listen [::1]:5433;\n"), blue);
    assertEquals(List.of("127.0.0.1:8081 max_fails=0"), upstream(blue), blue);
    assertEquals(List.of("[fd00::11]:9000 max_fails=0"), upstream(text(Slot.GREEN)));
    String both = rendered.standingBy(true).target(Slot.GREEN, PLACES);
    assertEquals(
        List.of("[fd00::11]:9000 max_fails=0", "127.0.0.1:8081 max_fails=0 backup"),
        upstream(both));
    SiteFile said = SiteFile.read(blue).orElseThrow();
    assertEquals(Optional.of(Slot.BLUE), said.active());
    assertEquals(PLACES.get(Slot.GREEN), said.green());
    assertFalse(SiteFile.isEdited(blue));
    assertTrue(SiteFile.isEdited(blue.replace("1d", "2d")));
    assertEquals("tcp://127.0.0.1:5432", playbook.nginx().url());
  }

  @Test
  @DisplayName(
      "passes, where it is switched live, to a link whatever the slot, and never listens so")
  void passesLive() {
    Path dir = playbook.app().dir();
    String text = live.target(Slot.GREEN, PLACES);
    assertTrue(text.contains("    proxy_pass \"unix:" + dir + "/live/live.sock\";\n"), text);
    assertFalse(text.contains("listen unix"), text);
    assertEquals(
        text.replaceAll("configuration=\\w+", ""),
        live.target(Slot.BLUE, PLACES).replaceAll("configuration=\\w+", ""));
    String relay = new Relay(linked, new AppDir(dir)).text(live, PLACES);
    assertTrue(relay.contains("        server 127.0.0.1:8081 max_fails=0;\n"), relay);
    assertTrue(relay.contains("server \"unix:" + dir + "/live/served-blue\" max_fails=0 backup;"));
    assertTrue(relay.contains("        proxy_pass [fd00::11]:9000;\n"), relay);
    String digest = Relay.configuration(relay).orElseThrow();
    assertTrue(relay.contains("        return \"" + digest + "\";\n"), relay);
  }

  @Test
  @DisplayName("leads connections by a link that is there at every moment, and proves by others")
  void links() throws Exception {
    AtomicFiles files = new AtomicFiles(Trace.SILENT);
    AppDir dir = new AppDir(linked.app().dir());
    Pointer pointer = new Pointer(linked, dir);
    Files.createDirectories(dir.live());
    assertEquals(Optional.empty(), pointer.marked());
    files.mark(dir.servedMarker(Slot.BLUE)); // By a reload until now.
    pointer.mark(Slot.GREEN, files);
    assertEquals(dir.sockets().resolve("green"), Files.readSymbolicLink(dir.liveSocket()));
    assertEquals(Optional.of(Slot.GREEN), pointer.marked());
    assertTrue(Files.exists(dir.greenMarker()));
    Path proof = dir.servedMarker(Slot.BLUE);
    assertEquals(dir.sockets().resolve("blue-alone"), Files.readSymbolicLink(proof));
    pointer.mark(Slot.BLUE, files);
    assertEquals(dir.sockets().resolve("blue"), Files.readSymbolicLink(dir.liveSocket()));
    assertEquals(Optional.of(Slot.BLUE), pointer.marked());
    assertFalse(Files.exists(dir.greenMarker()));
  }

  @Test
  @DisplayName(
      "has no room for our sockets where their paths are too long, in bytes and not in letters")
  void tooLong() {
    int own = "/nginx/s/green-alone".length();
    for (String letter : List.of("x", "앱")) {
      int bytes = letter.getBytes(StandardCharsets.UTF_8).length;
      int most = (107 - own - "/".length()) / bytes;
      Path fits = Path.of("/" + letter.repeat(most));
      assertEquals(Optional.empty(), new Relay(linked, new AppDir(fits)).tooLong());
      Path longer = Path.of("/" + letter.repeat(most + 1));
      String said = new Relay(linked, new AppDir(longer)).tooLong().orElseThrow();
      int length = 1 + (most + 1) * bytes + own;
      assertTrue(said.contains("too long for the sockets in it (" + length + " bytes"), said);
      assertEquals(Optional.empty(), new Relay(playbook, new AppDir(longer)).tooLong());
    }
  }

  @Test
  @DisplayName("has a unit for ours that takes stale sockets away before it starts")
  void unit() {
    Relay relay = new Relay(linked, new AppDir(linked.app().dir()));
    String text = relay.unit(new NginxUser(60706));
    int clears =
        text.indexOf("ExecStartPre=/bin/sh -c 'rm -f \"$$0\"/*' \"" + relay.sockets() + "\"\n");
    assertTrue(clears > 0 && clears < text.indexOf("\nExecStart="), text);
    assertTrue(
        text.contains("\nKillSignal=SIGTERM\n"), "it would listen no more while one is open");
  }

  private List<String> upstream(String text) {
    return Pattern.compile("(?m)^    server (.*);$")
        .matcher(text)
        .results()
        .map(m -> m.group(1))
        .toList();
  }

  private Configuration configuration(String stream, String http) {
    return Configuration.ofDump(
            "# configuration file /etc/nginx/nginx.conf:\n"
                + "load_module modules/ngx_stream_module.so;\n"
                + http
                + stream)
        .orElseThrow();
  }

  private List<String> problems(StreamModule module, String stream, String http) {
    Configuration present = configuration(stream, http);
    Configuration future = present.with(file, text(Slot.BLUE));
    return new StreamContact(playbook.nginx(), module, present, future, Set.of(file)).problems();
  }

  private String included() {
    return "stream { include " + file.getParent() + "/*.conf; }\n";
  }

  @Test
  @DisplayName("is welcome in a stream block that includes it, on ports that nobody has")
  void welcome() {
    assertEquals(List.of(), problems(StreamModule.ofProgram(), included(), "http { }\n"));
    String other = "http { server { listen 80; } server { listen 127.0.0.1:8432; } }\n";
    assertEquals(List.of(), problems(StreamModule.ofProgram(), included(), other));
  }

  @Test
  @DisplayName("names the lines to add where nothing includes it")
  void notIncluded() {
    assertEquals(
        List.of(
            "/etc/nginx/nginx.conf does not include "
                + file
                + "; add at its top level, beside http: `stream { include "
                + file.getParent()
                + "/shop.con[f]; }` (a pattern: such a file may be missing)"),
        problems(StreamModule.ofProgram(), "", "http { }\n"));
  }

  @Test
  @DisplayName("is refused where the http block includes it")
  void elsewhere() {
    List<String> problems =
        problems(
            StreamModule.ofProgram(), "", "http { include " + file.getParent() + "/*.conf; }\n");
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.get(0).contains("is not in the stream block"), problems.get(0));
  }

  @Test
  @DisplayName("is refused on a port of another block, be it one of http's")
  void taken() {
    assertEquals(
        List.of(
            "nginx.listen: port 5432 is taken by another block of nginx's,"
                + " /etc/nginx/nginx.conf:2 (`listen 5432;`); choose another port"),
        problems(StreamModule.ofProgram(), included(), "http { server { listen 5432; } }\n"));
    String other = "stream { server { listen 5432; proxy_pass 127.0.0.1:1; } }\n";
    assertEquals(1, problems(StreamModule.ofProgram(), included(), other).size());
    Configuration present = configuration(included(), other);
    Path former = Path.of("/etc/nginx/nginx.conf"); // As though it were the file of ours until now.
    assertEquals(
        List.of(),
        new StreamContact(
                playbook.nginx(),
                StreamModule.ofProgram(),
                present,
                present.with(file, text(Slot.BLUE)),
                Set.of(file, former))
            .problems());
  }

  @Test
  @DisplayName("names the line to add where the module is there and not loaded")
  void notLoaded() {
    Path so = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");
    Configuration present =
        Configuration.ofDump("# configuration file /etc/nginx/nginx.conf:\n" + included())
            .orElseThrow();
    StreamModule module = new StreamModule(false, Optional.of(so));
    assertEquals(
        List.of(
            playbook.nginx().conf()
                + " does not load nginx's stream module; add as its first line: `load_module "
                + so
                + ";`"),
        new StreamContact(
                playbook.nginx(),
                module,
                present,
                present.with(file, text(Slot.BLUE)),
                Set.of(file))
            .problems());
    assertEquals(List.of(), problems(module, included(), "http { }\n"));
  }

  @Test
  @DisplayName("finds the module in the program, beside it, or nowhere")
  void module() throws Exception {
    assertTrue(StreamModule.of("--with-http_ssl_module --with-stream", folder).builtIn());
    assertTrue(StreamModule.of("--with-stream --with-debug", folder).isThere());
    String dynamic = "--with-stream=dynamic --with-stream_ssl_module";
    assertFalse(StreamModule.of(dynamic, folder).isThere());
    Path so = Files.createDirectories(folder.resolve("modules")).resolve("ngx_stream_module.so");
    Files.writeString(so, "");
    assertEquals(Optional.of(so), StreamModule.of(dynamic, folder).file());
    String elsewhere = dynamic + " --modules-path=" + folder.resolve("other");
    assertFalse(StreamModule.of(elsewhere, folder).isThere());
  }

  @Test
  @DisplayName("is known to be loaded from a reload that took effect until it is written anew")
  void loaded() throws Exception {
    AtomicFiles files = new AtomicFiles(Trace.SILENT);
    LoadedStream loaded = new LoadedStream(playbook);
    Files.createDirectories(file.getParent());
    Files.createDirectories(playbook.app().dir());
    assertInstanceOf(Testimony.Unknown.class, loaded.testimony());
    Files.writeString(file, text(Slot.BLUE));
    assertInstanceOf(Testimony.Unknown.class, loaded.testimony());
    loaded.note(files);
    Testimony.Ours ours = assertInstanceOf(Testimony.Ours.class, loaded.testimony());
    assertEquals(Slot.BLUE, ours.slot());
    assertEquals(SiteFile.read(text(Slot.BLUE)).get().configuration(), ours.configuration());
    loaded.forget(files, folder.resolve("another"));
    assertInstanceOf(Testimony.Ours.class, loaded.testimony());
    loaded.forget(files, file);
    assertInstanceOf(Testimony.Unknown.class, loaded.testimony());
    loaded.note(files);
    Files.writeString(file, text(Slot.GREEN));
    assertInstanceOf(Testimony.Unknown.class, loaded.testimony());
  }
}
