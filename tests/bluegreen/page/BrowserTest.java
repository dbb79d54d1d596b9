package bluegreen.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.state.Dossiers.Dossier;
import bluegreen.testing.Chromium;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One browser, without a network, for all of them. */
@Tag("slow")
@DisplayName("In a browser the page of a deployment")
class BrowserTest {
  private static final Map<String, Dossier> PAGES =
      Map.of(
          "good", Deployments.good(),
          "lossy", Deployments.lossy(),
          "failed", Deployments.failed(),
          "unwatched", Deployments.unwatched(),
          "endless", Deployments.endless());

  /** The contrast of each element's own text with what is behind it; the lowest, and whose. */
  private static final String CONTRAST =
      """
      (() => {
        const parse = (c) => c.match(/[\\d.]+/g).map(Number);
        const light = (c) => c.slice(0, 3).map((v) => v / 255)
          .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
          .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const ground = (e) => {
          for (let at = e; at; at = at.parentElement) {
            const c = parse(getComputedStyle(at).backgroundColor);
            if (c.length < 4 || c[3] > 0) return c;
          }
          return [255, 255, 255];
        };
        let worst = [99, "nothing"];
        let seen = 0;
        document.querySelectorAll("details").forEach((d) => { d.open = true; });
        for (const e of document.querySelectorAll("body *")) {
          const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
          if (!own || e.closest("script, noscript") || !e.getClientRects().length) continue;
          seen++;
          const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))];
          const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (ratio < worst[0]) worst = [ratio, e.outerHTML.slice(0, 80)];
        }
        return (seen > 20 && worst[0] >= 4.5) ? "enough" : seen + " " + worst.join(" ");
      })()
      """;

  /** How many dots of the picture are not of its ground. */
  private static final String DRAWN =
      """
      (() => {
        const c = document.querySelector("#chart canvas");
        if (!c) return 0;
        const dots = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
        let n = 0;
        for (let i = 3; i < dots.length; i += 4) n += dots[i] > 0 ? 1 : 0;
        return n;
      })()
      """;

  private static Chromium browser;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    browser = Chromium.start();
  }

  @AfterAll
  static void end() {
    browser.close();
  }

  @BeforeEach
  void usual() {
    browser.width(1000, 800);
    browser.prefer("light");
  }

  private void show(Dossier dossier, Lang lang) throws Exception {
    Path file = folder.resolve("page.html");
    Files.writeString(file, Deployments.page(dossier, lang));
    browser.show(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"good", "lossy", "failed", "unwatched", "endless"})
  @DisplayName("has nothing to complain of, loads nothing, can be read on a phone and in the dark")
  void reads(String name) throws Exception {
    Dossier dossier = PAGES.get(name);
    for (Lang lang : Lang.values()) {
      browser.width(lang == Lang.EN ? 360 : 320, 640);
      browser.prefer(lang == Lang.EN ? "dark" : "light");
      show(dossier, lang);
      assertEquals("enough", browser.evaluate(CONTRAST), lang::code);
      assertEquals(
          browser.evaluate("innerWidth"),
          browser.evaluate("document.scrollingElement.scrollWidth"),
          "it scrolls to the side");
      assertEquals(List.of(), browser.complaints());
      assertEquals(1, browser.requests().size(), browser.requests()::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"good", "lossy", "failed", "endless"})
  @DisplayName("has its picture drawn, of the width that there is, and anew where that changes")
  void draws(String name) throws Exception {
    show(PAGES.get(name), Lang.EN);
    assertTrue(drawn() > 2000, "" + drawn());
    browser.width(360, 640);
    browser.evaluate("new Promise(done => setTimeout(done, 50))");
    assertTrue(drawn() > 1000, "" + drawn());
  }

  private static int drawn() {
    return ((Number) browser.evaluate(DRAWN)).intValue();
  }

  @Test
  @DisplayName("keeps what others have written as text")
  void evil() throws Exception {
    show(Deployments.evil(), Lang.EN);
    assertEquals(List.of(), browser.complaints());
    assertEquals(1, browser.requests().size(), browser.requests()::toString);
    assertEquals(
        "0 0",
        browser.evaluate(
            "document.images.length + ' ' + document.querySelectorAll('[onerror]').length"));
    String title = String.valueOf(browser.evaluate("document.title"));
    assertTrue(title.startsWith("</script></pre><img src=x"), title);
    assertTrue(drawn() > 1000, "the picture stands although the data holds the end of a script");
  }

  @Test
  @DisplayName("runs no script but its own, whatever was written into it")
  void policy() throws Exception {
    Path file = folder.resolve("page.html");
    String page = Deployments.page(Deployments.good(), Lang.EN);
    Files.writeString(
        file, page.replace("</main>", "<script>document.title = 'taken'</script></main>"));
    browser.show(file);
    assertFalse("taken".equals(browser.evaluate("document.title")));
    assertEquals(1, browser.complaints().size(), browser.complaints()::toString);
  }

  @Test
  @DisplayName("has a table under each picture, which keys alone open")
  void tables() throws Exception {
    show(Deployments.good(), Lang.EN);
    assertEquals(
        "2 2",
        browser.evaluate(
            "document.querySelectorAll('details').length + ' '"
                + " + document.querySelectorAll('details > summary').length"));
    assertEquals(
        "SUMMARY",
        browser.evaluate(
            "document.querySelector('summary').focus(), document.activeElement.tagName"));
    assertTrue(
        String.valueOf(browser.evaluate("document.querySelector('#chart').ariaLabel"))
            .contains("2 (green): 926 requests"));
  }

  @Test
  @DisplayName("is printed with all its tables, in the colours of paper")
  void prints() throws Exception {
    browser.prefer("dark");
    show(Deployments.lossy(), Lang.EN);
    browser.evaluate(
        "addEventListener('beforeprint', () => { window.seen ="
            + " document.querySelectorAll('details[open]').length + ' ' +"
            + " getComputedStyle(document.documentElement).getPropertyValue('--paper') })");
    assertTrue(browser.print().length > 10_000);
    assertEquals("2 #ffffff", browser.evaluate("window.seen"));
    assertEquals(
        0,
        ((Number) browser.evaluate("document.querySelectorAll('details[open]').length"))
            .intValue());
  }
}
