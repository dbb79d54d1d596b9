package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Listing;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.ProcessListWatch;
import bluegreen.testing.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("A secret")
class SecretsTest {
  private static final String PASSWORD = "pa\"ss\\word {of} 'the' shop";
  private static final String TOKEN = "tok-0123456789abcdef";
  private static final String IN_TASK = "only-the-task-knows";

  /** What tells that any of them was written somewhere, escaped or not. */
  private static final List<String> TRACES = List.of("word {of}", TOKEN, IN_TASK, "swonk-ksat");

  private static final String HOOKS =
      """
      - name: shows what it was given
        shell: 'echo "password: $DB_PASSWORD"; echo "token: $API_TOKEN" >&2'
      - name: says nothing
        no_log: true
        shell: 'echo only-the-task-knows | rev; echo only-the-task-knows >&2'
        register: quiet
      - name: fails in silence
        no_log: true
        ignore_errors: true
        command: [sh, -c, 'echo only-the-task-knows; exit 1']
      - name: uses what it said
        shell: 'test -n "{{ quiet.stdout }}"'
        no_log: true
      - name: asks with a token
        no_log: true
        uri:
          url: "http://127.0.0.1:{{ port }}/only-the-task-knows"
          headers: { Authorization: "only-the-task-knows" }
      """;

  private final PrivateServer server = PrivateServer.create();

  @BeforeEach
  void write() {
    // Quoted as a whole: what is between the quotes is the value.
    server.write(
        "secrets.env", "# ours\nDB_PASSWORD='" + PASSWORD + "'\nAPI_TOKEN=" + TOKEN + "\n");
    server.light("1").app("env_file", "secrets.env").hook("before_switch", HOOKS).write("1.yml");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static void assertHidden(Run run) {
    TRACES.forEach(run::never);
  }

  @Test
  @DisplayName(
      "of env_file or a no_log task is in no output, file, history or process list of ours")
  void isNowhere() throws IOException {
    try (ProcessListWatch watch = ProcessListWatch.forAnyOf(TRACES.subList(0, 3))) {
      assertHidden(server.run("--dry-run", "-vv", "1.yml").expect(0));
      Run run = server.run("-vv", "1.yml").expect(0).says("password: ********");
      assertHidden(run.says("token: ********"));
      assertHidden(server.run("-vv", "--output", "json", "-e", "x=1", "1.yml").expect(0));
      assertHidden(server.run("history", "1.yml").expect(0));
      assertHidden(server.run("status", "-vv", "1.yml").expect(0));
      // The task that is a command carries the word in its own arguments, as the playbook says.
      assertEquals(
          List.of(), watch.found().stream().filter(l -> !l.startsWith("sh -c echo")).toList());
      assertTrue(watch.looks() > 5, "the process list was to be looked at all the while");
    }
    assertInNoFile();
  }

  @Test
  @DisplayName("of a no_log task is not in what is said of its failure either")
  void failsInSilence() {
    for (String task :
        List.of(
            "command: [./only-the-task-knows]",
            "uri: { url: \"http://127.0.0.1:{{ port }}/\", contains: only-the-task-knows }",
            "uri: { url: \"http://127.0.0.1:1/only-the-task-knows\" }",
            "shell: \"echo only-the-task-knows; exit 3\"")) {
      server
          .light("1")
          .app("env_file", "secrets.env")
          .hook("before_start", "- { name: quiet, no_log: true, " + task + " }")
          .write("1.yml");
      assertHidden(server.run("--dry-run", "-vv", "1.yml"));
      assertHidden(server.run("-vv", "1.yml").expect(1).says("quiet"));
      assertHidden(server.run("-vv", "--output", "json", "1.yml").expect(1));
    }
    assertHidden(server.run("history", "1.yml").expect(0).says("quiet"));
    assertFalse(server.read("app/history.jsonl").contains("only-the-task-knows"));
    List<Path> evidence = Listing.of(server.folder().resolve("app/evidence"));
    assertEquals(8, evidence.size(), evidence::toString);
    for (Path file : evidence) {
      assertFalse(server.read("app/evidence/" + file.getFileName()).contains("only-the-task"));
    }
  }

  @Test
  @DisplayName("in the address of a request that fails is in no history")
  void address() {
    String failing = "- { name: ask, uri: { url: \"http://127.0.0.1:1/?t=" + TOKEN + "\" } }";
    server.light("1").app("env_file", "secrets.env").hook("before_start", failing).write("1.yml");
    assertHidden(server.run("1.yml").expect(1).says("/?t=********"));
    assertTrue(server.read("app/history.jsonl").contains("/?t=********"));
    assertFalse(server.read("app/history.jsonl").contains(TOKEN));
  }

  @Test
  @DisplayName("that is a word of ours leaves status and names as they are")
  void wordsOfOurs() {
    server.write("words.env", "SLOT=blue\nSTATUS=changed\nNAME=shop\n");
    server.light("1").app("env_file", "words.env").write("words.yml");
    Run run = server.deploy("words.yml");
    assertEquals("blue", run.recap().getString("active"), run::toString);
    assertTrue(run.steps("changed").contains("switch"), run::toString);
    server.run("status", "words.yml").expect(0).says("shop   active: blue :");
    server.run("words.yml").expect(0).says("RECAP shop:").says("active blue :").never("********");
  }

  @Test
  @DisplayName("of env_file reaches the app as it is in the file")
  void reachesTheApp() throws Exception {
    server.deploy("1.yml");
    assertEquals(digest(PASSWORD), server.get("/env?DB_PASSWORD"));
    assertEquals(digest(TOKEN), server.get("/env?API_TOKEN"));
  }

  @Test
  @DisplayName("that the app writes is hidden in its last lines and in logs, and in json too")
  void inTheAppsOwnWords() {
    server
        .light("1")
        .app("env_file", "secrets.env")
        .app("env", "{ SHOP_FAIL: tell }")
        .write("tells.yml");
    assertHidden(server.run("-vv", "tells.yml").expect(1).says("the password is ********"));
    assertHidden(server.run("-vv", "--output", "json", "tells.yml").expect(1));
    assertTrue(server.run("history", "tells.yml").expect(0).out().contains("exit status 3"));
    assertHidden(server.run("logs", "--slot", "blue", "tells.yml").expect(0).says("********"));
  }

  @Test
  @DisplayName("of another value is another deployment, of the same value is none")
  void isALaunchSetting() {
    server.deploy("1.yml");
    assertEquals(0, server.deploy("1.yml").recap().getInt("changed"));
    server.write("secrets.env", "DB_PASSWORD=another-one\nAPI_TOKEN=" + TOKEN + "\n");
    assertTrue(server.deploy("1.yml").steps("changed").contains("start"));
  }

  /** In what the test itself has written, and in no other file below the playbook's folder. */
  private void assertInNoFile() throws IOException {
    Set<Path> given =
        Set.of(server.folder().resolve("secrets.env"), server.folder().resolve("1.yml"));
    try (Stream<Path> files = Files.walk(server.folder())) {
      List<Path> all =
          files.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)).toList();
      for (String known : List.of("app/history.jsonl", "app/slots/blue.json", "nginx/site.conf")) {
        assertTrue(all.contains(server.folder().resolve(known)), all::toString);
      }
      for (Path file : all) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        boolean found = TRACES.stream().anyMatch(text::contains);
        assertEquals(given.contains(file), found, file::toString);
      }
    }
  }

  private static String digest(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
