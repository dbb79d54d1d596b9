package bluegreen.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.state.Dossiers.Dossier;
import bluegreen.state.Proceedings;
import bluegreen.state.Sampling;
import bluegreen.state.Series;
import bluegreen.state.Traffic;
import bluegreen.state.Visits;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The page of a deployment")
class PageTest {

  @Nested
  @DisplayName("says first")
  class Says {
    private String headline(Dossier dossier, Lang lang) {
      Matcher found =
          Pattern.compile("<h1 class=\"(.*?)\">(.*?)</h1>")
              .matcher(Deployments.page(dossier, lang));
      assertTrue(found.find());
      return found.group(1) + " " + found.group(2);
    }

    @Test
    @DisplayName("that nothing of visitors was lost")
    void nothing() {
      assertEquals("good 0 of 2,000 requests lost", headline(Deployments.good(), Lang.EN));
      assertEquals("good 요청 2,000건 중 유실 0건", headline(Deployments.good(), Lang.KO));
    }

    @Test
    @DisplayName("how many were lost, when, and in which step")
    void lost() {
      assertEquals(
          "bad 3 of 1,004 requests lost between 19:11:12 and 19:11:13, in step switch",
          headline(Deployments.lossy(), Lang.EN));
      assertEquals(
          "bad 요청 1,004건 중 3건 유실: 19:11:12부터 19:11:13까지, switch 단계",
          headline(Deployments.lossy(), Lang.KO));
    }

    @Test
    @DisplayName("when one was lost")
    void one() {
      Sampling probe = new Sampling(0.01);
      probe.failed(Deployments.failure(Deployments.BEGAN, true, ""), 0);
      assertEquals(
          "bad 1 of 1 requests lost at 19:11:00, in step switch",
          headline(of(Map.of(Series.PROBE, probe.series())), Lang.EN));
    }

    @Test
    @DisplayName("until when, where they are too many to be known by themselves")
    void many() {
      assertEquals(
          "bad 1,000 of 201,000 requests lost between 19:11:00 and 19:27:44, in step switch",
          headline(Deployments.endless(), Lang.EN));
    }

    @Test
    @DisplayName("that nobody has watched, and why")
    void unwatched() {
      String page = Deployments.page(Deployments.unwatched(), Lang.EN);
      assertEquals("none No requests were watched", headline(Deployments.unwatched(), Lang.EN));
      assertTrue(page.contains("The probe: nginx counts requests there."), page);
      assertFalse(page.contains("id=\"chart\""), "there is nothing to draw");
    }

    @Test
    @DisplayName("what the history tells, where there is no evidence any more")
    void history() {
      Traffic.Loss loss = new Traffic.Loss(Deployments.BEGAN, "drain", "502");
      Traffic traffic =
          Deployments.probe(new Traffic.Probe("http://127.0.0.1/", 118, 1, 2, List.of(loss), ""));
      Dossier dossier =
          new Dossier("shop", Deployments.entry(true, "2", Optional.of(traffic)), Proceedings.NONE);
      assertEquals(
          "bad 1 of 118 requests lost at 19:11:00, in step drain", headline(dossier, Lang.EN));
      String page = Deployments.page(dossier, Lang.EN);
      assertTrue(page.contains("only the history tells"), page);
      assertTrue(page.contains("Answered with 5xx by the app: 2."), page);
    }

    @Test
    @DisplayName("that the run's own requests were lost, although those of visitors were not")
    void probeLost() {
      Sampling visitors = new Sampling(1);
      Sampling probe = new Sampling(0.01);
      visitors.answered(Deployments.BEGAN, "blue", 4);
      probe.failed(Deployments.failure(Deployments.BEGAN, true, ""), 0);
      Dossier dossier =
          of(Map.of(Series.VISITORS, visitors.series(), Series.PROBE, probe.series()));
      assertEquals("bad 0 of 1 requests lost", headline(dossier, Lang.EN));
      assertTrue(Deployments.page(dossier, Lang.EN).contains("The probe: 1 asked, 1 lost."));
    }

    @Test
    @DisplayName("what the run itself was answered, where no visitor came, or nobody counted them")
    void nobody() {
      Traffic.Probe probe = new Traffic.Probe("http://127.0.0.1/", 118, 0, 0, List.of(), "");
      OptionalDouble none = OptionalDouble.empty();
      Visits visits = new Visits(0, 0, 0, Map.of(), 0, 0, none, none, none, List.of());
      String page = page(new Traffic(Optional.of(visits), "", Optional.of(probe)));
      assertTrue(page.contains(">0 of 118 requests lost</h1>"), page);
      assertTrue(page.contains("No visitor came meanwhile"), page);
      page = page(new Traffic(Optional.empty(), "not counted: no log", Optional.of(probe)));
      assertTrue(page.contains("Only the probe counted"), page);
      assertTrue(page.contains("Visitors: not counted: no log."), page);
    }

    @Test
    @DisplayName("who has answered wrongly, who stood in, who left, and how fast it was before")
    void visits() {
      Visits visits =
          new Visits(
              900,
              0,
              2,
              new java.util.TreeMap<>(Map.of("1", 2L, "2", 0L)),
              4,
              3,
              OptionalDouble.of(8),
              OptionalDouble.of(41),
              OptionalDouble.of(39),
              List.of());
      String page = page(new Traffic(Optional.of(visits), "", Optional.empty()));
      for (String said :
          List.of(
              "Answered with 5xx by the app: 2 (1: 2, 2: 0).",
              "Answered by the standby: 3.",
              "Left by the visitor before the end: 4.",
              "Median 8 ms, 99 of a hundred within 41 ms (before: 39 ms).")) {
        assertTrue(page.contains(said), () -> said + " is not in " + page);
      }
    }

    private String page(Traffic traffic) {
      return Deployments.page(
          new Dossier("shop", Deployments.entry(true, "2", Optional.of(traffic)), Proceedings.NONE),
          Lang.EN);
    }

    private Dossier of(Map<String, Series> series) {
      return Deployments.dossier(true, List.of(), series);
    }
  }

  @Test
  @DisplayName("says where only the probe has counted, and what it has beside visitors")
  void probe() {
    assertTrue(Deployments.page(Deployments.failed(), Lang.EN).contains("Only the probe counted"));
    String page = Deployments.page(Deployments.good(), Lang.EN);
    assertFalse(page.contains("Only the probe counted"));
    assertTrue(page.contains("The probe: 100 asked, 0 lost."), page);
  }

  @Test
  @DisplayName("shows the last words of a version that has failed, and what was put back")
  void words() {
    String page = Deployments.page(Deployments.failed(), Lang.EN);
    assertTrue(page.contains("  Cannot start: the database refused"), page);
    assertTrue(page.contains("stopped green; see"), page);
    assertTrue(page.contains("health: 2 ended with exit status 3"), page);
  }

  @Test
  @DisplayName("shows the diffs of the files that were changed")
  void changes() {
    String page = Deployments.page(Deployments.good(), Lang.EN);
    assertTrue(page.contains("<h3>/etc/nginx/conf.d/shop.conf</h3>"), page);
    assertTrue(page.contains("<span class=\"add\">+  listen 81;</span>"), page);
  }

  @Test
  @DisplayName("names commands as they are to be typed")
  void commands() {
    Dossier failed = Deployments.failed();
    String page =
        new Page(
                failed,
                List.of(),
                Lang.EN,
                ZoneId.of("UTC"),
                text -> text.replace("deploy.java status PLAYBOOK", "./jbang … shop.yml"))
            .html();
    assertTrue(page.contains("see ./jbang … shop.yml"), page);
  }

  @ParameterizedTest
  @EnumSource(Lang.class)
  @DisplayName("has every phrase in both languages")
  void phrases(Lang lang) {
    String page = Deployments.page(Deployments.good(), lang);
    assertTrue(page.contains("<html lang=\"" + lang.code() + "\">"));
    for (Phrase phrase : Phrase.values()) {
      assertFalse(phrase.in(lang).isBlank(), phrase::name);
      assertEquals(
          phrase.in(Lang.EN).split("%", -1).length,
          phrase.in(Lang.KO).split("%", -1).length,
          () -> phrase + " has other gaps");
    }
  }

  @Test
  @DisplayName("holds what others have written as text, and nothing that moves or colours it")
  void evil() {
    String page = Deployments.page(Deployments.evil(), Lang.EN);
    assertFalse(page.contains("<img"), page);
    assertFalse(page.contains("<script>document"), page);
    assertTrue(page.contains("&lt;img src=x onerror="), page);
    assertFalse(page.contains("\u001b") || page.contains("\u202e") || page.contains("\u0007"));
    assertTrue(page.contains("{{ title }}"), "a template of theirs is none of ours");
  }

  @Test
  @DisplayName("says how many failed where they are not all told one by one")
  void more() {
    assertTrue(
        Deployments.page(Deployments.endless(), Lang.EN).contains("The first 200 of 1,000."));
    assertFalse(Deployments.page(Deployments.lossy(), Lang.EN).contains("The first "));
  }

  @Test
  @DisplayName("stays small, however long a run was")
  void small() {
    int size = Deployments.page(Deployments.endless(), Lang.EN).length();
    assertTrue(size < 300_000, "" + size);
  }

  @Test
  @DisplayName("is known as ours by its first lines")
  void mark() {
    String page = Deployments.page(Deployments.good(), Lang.EN);
    assertTrue(page.indexOf(Page.MARK) > 0 && page.indexOf(Page.MARK) < 200, page);
  }

  @Test
  @DisplayName("names no other place, but in the licence of what it draws with")
  void alone() {
    String page = Deployments.page(Deployments.good(), Lang.EN);
    assertTrue(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
    assertFalse(Pattern.compile("(src|href)=\"").matcher(page).find());
    assertTrue(page.contains("Permission is hereby granted"), "uPlot's licence");
  }

  @Test
  @DisplayName("begins its time line with the run, and lets a step that took no time be seen")
  void timeLine() {
    List<Map<String, Object>> rows = new Steps(Deployments.good(), text -> text).rows();
    assertEquals(16L, rows.get(0).get("x"));
    assertEquals(4L, rows.get(5).get("width"));
    assertEquals("+3.2 s", rows.get(5).get("after"));
    for (Map<String, Object> row : rows) {
      assertTrue((long) row.get("x") + (long) row.get("width") <= 1000, row::toString);
    }
    Instant late = Deployments.BEGAN.plusSeconds(1000);
    Sampling probe = new Sampling(0.01);
    probe.failed(Deployments.failure(late, true, ""), 0);
    Dossier dossier = Deployments.dossier(true, List.of(), Map.of(Series.PROBE, probe.series()));
    assertEquals(List.of(1000L), new Steps(dossier, text -> text).losses());
  }
}
