package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.plan.LookAction.VerifyThrough;
import bluegreen.playbook.Slot;
import bluegreen.run.StubApp.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Visitors who are to reach the new version")
class EvidenceTest {
  @TempDir Path folder;
  private Bench bench;

  private void bench(String... sections) throws Exception {
    bench = new Bench(folder, sections);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String url() {
    return "http://127.0.0.1:" + bench.front.port() + "/";
  }

  private VerifyThrough green() {
    return new VerifyThrough(url(), Slot.GREEN, bench.green.endpoint());
  }

  /** With what was asked before, and traffic on green. */
  private void switched() throws Exception {
    bench.evidence.before(Slot.GREEN, bench.green.endpoint());
    bench.nginx.mark(Slot.GREEN);
  }

  private String seen() throws Exception {
    return bench.evidence.of(green()).all();
  }

  private void fails(String end) {
    String message = assertThrows(StepFailure.class, this::seen).getMessage();
    assertEquals(url() + ": " + end, message);
  }

  @Test
  @DisplayName("do so where its own process has answered")
  void served() throws Exception {
    bench();
    switched();
    assertEquals("through " + url() + ": green", seen());
  }

  @Test
  @DisplayName("are asked for on each address with each name")
  void ways() throws Exception {
    bench("nginx: , server_name: [shop.example.com, www.shop.example.com]");
    switched();
    bench.front.asked.clear();
    assertEquals(
        "through " + url() + ": green, and through " + url() + " (www.shop.example.com)", seen());
    assertEquals(
        List.of("GET / shop.example.com", "GET / www.shop.example.com"), bench.front.asked);
  }

  @Test
  @DisplayName("are asked for on many ways, of which some are named")
  void manyWays() throws Exception {
    bench(
        "nginx: , server_name: [a.example.com, b.example.com, c.example.com, d.example.com,"
            + " e.example.com]");
    switched();
    String b = "%1$s (b.example.com), %1$s (c.example.com), %1$s (d.example.com)".formatted(url());
    assertEquals("through " + url() + ": green, and through " + b + ", and 1 more way", seen());
  }

  @Test
  @DisplayName("do not where another slot has answered")
  void otherSlot() throws Exception {
    bench();
    fails("200: answered from blue, not green");
  }

  @Test
  @DisplayName("do not where another server block answers")
  void otherBlock() throws Exception {
    bench();
    bench.front.foreign = true;
    fails("404: another server block answers there; see nginx.listen and nginx.server_name");
  }

  @Test
  @DisplayName("do not where nobody answers")
  void silence() throws Exception {
    bench();
    bench.front.close();
    fails("connection refused: nginx does not answer there; see nginx.listen and nginx.url");
  }

  @Test
  @DisplayName("do not where nginx has asked on another port, as with an older file of ours")
  void otherPort() throws Exception {
    bench();
    switched();
    bench.front.upstream = Optional.of("127.0.0.1:9");
    fails("200: nginx asked 127.0.0.1:9");
  }

  @Test
  @DisplayName("may be answered by a rule of nginx's own, whatever the slot, and so it is said")
  void byItself() throws Exception {
    bench();
    switched();
    bench.front.byItself = Optional.of(Reply.of(401, "who are you"));
    assertEquals(
        "through "
            + url()
            + ": green; nginx itself answers 401 to "
            + url()
            + ", by a rule of nginx's own",
        seen());
  }

  @Test
  @DisplayName("whom nginx asks for a password get no worse than from the version before")
  void behindPassword() throws Exception {
    bench();
    bench.front.byItself = Optional.of(Reply.of(401, "who are you"));
    bench.green.reply = Reply.of(500, "broken");
    switched();
    fails("401: behind that the app itself answers 500; the version before answered 200");
    bench.blue.reply = Reply.of(500, "broken");
    bench.nginx.mark(Slot.BLUE);
    switched();
    assertTrue(seen().contains("green; nginx itself answers 401 to "), seen());
  }

  @Test
  @DisplayName("get no worse than the new process itself answers")
  void worseThanItself() throws Exception {
    bench();
    switched();
    bench.front.instead = Optional.of(Reply.of(400, ""));
    fails(
        "400: the app itself answers 200; nginx passes on what it does not like, such as a header"
            + " twice");
  }

  @Test
  @DisplayName("may get an error that the new process itself answers, if that was so before")
  void sameError() throws Exception {
    bench();
    bench.green.reply = Reply.of(500, "");
    bench.blue.reply = Reply.of(500, "");
    switched();
    assertEquals("through " + url() + ": green", seen());
  }

  @Test
  @DisplayName("get no server's error where the version before gave another answer")
  void worseThanBefore() throws Exception {
    bench();
    bench.green.reply = Reply.of(500, "");
    bench.blue.reply = Reply.of(404, "");
    switched();
    fails("500: the version before answered 404");
  }

  @Test
  @DisplayName("may get an error that is no server's, whatever the version before answered")
  void notFound() throws Exception {
    bench();
    bench.green.reply = Reply.of(499, "");
    switched();
    assertEquals("through " + url() + ": green", seen());
  }

  @Test
  @DisplayName("are not compared with what nginx itself answered before")
  void beforeByItself() throws Exception {
    bench();
    bench.green.reply = Reply.of(500, "");
    bench.front.byItself = Optional.of(Reply.of(200, ""));
    bench.evidence.before(Slot.GREEN, bench.green.endpoint());
    bench.front.byItself = Optional.empty();
    bench.nginx.mark(Slot.GREEN);
    assertEquals("through " + url() + ": green", seen());
  }

  @Test
  @DisplayName("do not where nginx does not reach the app, whichever error that makes")
  void gateway() throws Exception {
    bench();
    switched();
    for (int status : List.of(502, 504)) {
      bench.front.instead = Optional.of(Reply.of(status, ""));
      fails(status + ": nginx does not reach the app");
    }
  }

  @Test
  @DisplayName("may get an error of a gateway that is the app's own")
  void ownGateway() throws Exception {
    bench();
    bench.green.reply = Reply.of(502, "");
    bench.blue.reply = Reply.of(503, "");
    switched();
    assertEquals("through " + url() + ": green", seen());
    bench.front.instead = Optional.of(Reply.of(504, ""));
    fails("504: nginx does not reach the app");
  }

  @Test
  @DisplayName("are not compared with what nobody has asked before")
  void notAsked() throws Exception {
    bench();
    bench.nginx.mark(Slot.GREEN);
    bench.front.instead = Optional.of(Reply.of(503, ""));
    assertEquals("through " + url() + ": green", seen());
  }

  @Test
  @DisplayName(
      "by plain HTTP are led on to HTTPS as our block does it, or another one answers them")
  void redirected() throws Exception {
    bench(
        "nginx: , server_name: [shop.example.com], tls: { certificate: c.pem, key: k.pem, redirect:"
            + " true }");
    bench.front.foreign = true;
    String message = assertThrows(StepFailure.class, this::seen).getMessage();
    assertEquals(
        url()
            + " (shop.example.com): 404: our block there redirects to https://shop.example.com/;"
            + " another server block answers; see nginx.listen and nginx.server_name",
        message);
  }

  @Test
  @DisplayName("can be sent to it only if it listens where nginx will ask")
  void nobodyThere() throws Exception {
    bench();
    bench.green.close();
    String message =
        assertThrows(
                StepFailure.class, () -> bench.evidence.before(Slot.GREEN, bench.green.endpoint()))
            .getMessage();
    assertEquals(
        "nginx will ask green at 127.0.0.1:"
            + bench.green.port()
            + ", and there: connection refused; the app has to listen on that address (health.url"
            + " asks http://127.0.0.1:{{ port }}/health)",
        message);
  }

  @Test
  @DisplayName("are asked for with the path and query of nginx.url, as nginx will pass them on")
  void path() throws Exception {
    bench("nginx: , server_name: [shop.example.com], url: \"http://127.0.0.1:FRONT/a/b?c=d\"");
    bench.evidence.before(Slot.GREEN, bench.green.endpoint());
    assertEquals(List.of("GET /a/b?c=d shop.example.com"), bench.green.asked);
  }
}
