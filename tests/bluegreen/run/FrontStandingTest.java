package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.Front;
import bluegreen.nginx.FrontFacts.Share;
import bluegreen.nginx.FrontStanding;
import bluegreen.run.StubApp.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Whether the user's own nginx would read its files anew")
class FrontStandingTest extends FrontBed {
  private static final FrontStanding REFUSING = FrontStanding.refusing(Optional.of("it is strict"));

  private Path pidFile;

  @BeforeEach
  void refuse() throws Exception {
    pidFile = Files.createFile(visitors.folder.resolve("nginx.pid"));
    Files.writeString(visitors.conf, "pid " + pidFile + ";\n" + Files.readString(visitors.conf));
    Files.createFile(visitors.folder.resolve("strict"));
  }

  private Front front() {
    return bench.machine.front(bench.playbook, bench.dir).orElseThrow();
  }

  private FrontStanding seen() throws Exception {
    return front().observe(false).standing();
  }

  private void lead(String address) throws Exception {
    Files.writeString(visitors.include, saying(address));
  }

  @Test
  @DisplayName("is asked where visitors are to be brought to us, and to have it reloaded")
  void replaced() throws Exception {
    assertEquals(REFUSING, seen());
    assertEquals(REFUSING, front().standing());
    Files.delete(visitors.folder.resolve("strict"));
    assertEquals(FrontStanding.sound(), seen());
  }

  @Test
  @DisplayName("is not asked where a test would make a file, or something else is in the way")
  void untouched() throws Exception {
    Files.delete(pidFile);
    assertEquals(FrontStanding.sound(), seen());
    Files.createFile(pidFile);
    lead("/socket");
    assertEquals(FrontStanding.sound(), seen());
  }

  @Test
  @DisplayName("is asked where it has not read the file that leads to us")
  void reading() throws Exception {
    lead(behind.address());
    assertEquals(REFUSING, seen());
  }

  @Test
  @DisplayName("is one thing, and that it would take a port of ours with them another")
  void claims() throws Exception {
    String conf = Files.readString(visitors.conf);
    String listen = "listen " + behind.port();
    Files.writeString(visitors.conf, conf.replace("include url", listen + "; include url"));
    String place = visitors.conf + ":";
    String claim = front().observe(false).claims().get(behind.port());
    assertTrue(claim.startsWith(place) && claim.endsWith(" (`" + listen + ";`)"), claim);
    Files.writeString(visitors.conf, conf);
    assertEquals(Map.of(), front().observe(false).claims());
  }

  @Test
  @DisplayName("is not asked where nobody can see who answers")
  void guarded() throws Exception {
    String conf = Files.readString(visitors.conf);
    Files.writeString(visitors.conf, conf.replace("location /", "auth_basic closed; location /"));
    lead(behind.address());
    visitors.load();
    visitors.guard = Optional.of(Reply.of(401, ""));
    assertEquals(FrontStanding.sound(), seen());
  }

  @Test
  @DisplayName("is known with the ways past us that there will be once visitors are brought to us")
  void shared() throws Exception {
    String conf = Files.readString(visitors.conf);
    String past = "location /reports { proxy_pass " + oldAddress() + "; }";
    Files.writeString(visitors.conf, conf.replace("location / ", past + " location / "));
    Files.delete(visitors.folder.resolve("strict"));
    List<String> before = said();
    assertTrue(before.size() == 1 && before.get(0).contains("/reports"), before::toString);
    lead(behind.address());
    assertEquals(List.of(), said(), "who served before us is not known then");
    Files.writeString(bench.dir.originalInclude(), saying(oldAddress()));
    assertEquals(before, said());
  }

  private List<String> said() throws Exception {
    return front().observe(false).sight().shared().stream().map(Share::said).toList();
  }
}
