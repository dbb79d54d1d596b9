package bluegreen.page;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.StringLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What pages are printed on: the template, the styles and the scripts, put into the page, which
 * lets no browser take any other.
 */
final class Paper {
  private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/";

  /** Prints a page of values, of which each is escaped; strings, lists and maps. */
  String print(Map<String, Object> values) {
    PebbleEngine engine =
        new PebbleEngine.Builder()
            .loader(new StringLoader())
            .strictVariables(true)
            .autoEscaping(true)
            .methodAccessValidator((object, method) -> false)
            .build();
    String style = read(UPLOT + "dist/uPlot.min.css") + read("page/report.css");
    String plot =
        "/*\n"
            + read(UPLOT + "LICENSE").strip()
            + "\n*/\n"
            + read(UPLOT + "dist/uPlot.iife.min.js");
    String script = read("page/report.js");
    Map<String, Object> all = new HashMap<>(values);
    all.put("style", style);
    all.put("scripts", List.of(plot, script));
    all.put(
        "policy",
        "default-src 'none'; base-uri 'none'; form-action 'none'; style-src %s; script-src %s %s"
            .formatted(allowed(style), allowed(plot), allowed(script)));
    StringWriter page = new StringWriter();
    try {
      engine.getLiteralTemplate(read("page/report.html")).evaluate(page, all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return page.toString();
  }

  /** As Content-Security-Policy names what stands within a page. */
  private static String allowed(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(String name) {
    try (InputStream in = Paper.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not part of this program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
