package bluegreen.playbook;

import static bluegreen.playbook.Values.ARGUMENT;
import static bluegreen.playbook.Values.HEADERS;
import static bluegreen.playbook.Values.MOMENT;
import static bluegreen.playbook.Values.URL;
import static bluegreen.playbook.Values.optional;
import static bluegreen.playbook.Values.whole;

import bluegreen.playbook.Kind.Rendered;
import bluegreen.playbook.Kind.Section;
import bluegreen.playbook.Kind.Text;
import bluegreen.playbook.Kind.Time;
import java.util.List;

/** The keys of the section {@code health}, and what goes with which. */
final class HealthKeys {
  private HealthKeys() {}

  static Section section() {
    return new Section(
        List.of(
            optional("url", URL, "", "Where the app says that it is healthy."),
            optional("status", whole(100, 599), "200", "The status that it must answer with."),
            optional("body", ARGUMENT, "", "A text that the answer must contain."),
            optional("headers", HEADERS, "", "Headers of the request, such as a `Host`."),
            optional(
                "tcp",
                tcp(),
                "",
                "Instead of `url`, for an app that does not speak HTTP: a connection to the slot;"
                    + " `{}` where that alone is enough."),
            optional("timeout", new Time(MOMENT), "60s", "The longest wait for a healthy app."),
            optional("interval", new Time(MOMENT), "100ms", "The pause between two checks."),
            optional("successes", whole(1, 100), "2", "Healthy answers needed in a row.")),
        List.of("url", "tcp"));
  }

  private static Section tcp() {
    Text text = new Text(Rendered.PER_SLOT, "(?s).+", "a text");
    return new Section(
        List.of(
            optional("send", text, "", "What is sent once the connection is there."),
            optional(
                "expect",
                text,
                "",
                "A text that must be among the first 64 KiB that the app answers.")));
  }

  /** What says more of an HTTP request than there is without one. */
  static void check(bluegreen.playbook.Section health, Findings findings) {
    if (health.has("tcp") && !health.has("url")) {
      for (String key : List.of("status", "body", "headers")) {
        if (health.has(key)) {
          findings.atKey("health." + key, "goes with health.url; with tcp, see its expect");
        }
      }
    }
  }

  /** What the playbook asks of a slot. */
  static Health bind(bluegreen.playbook.Section health) {
    bluegreen.playbook.Section tcp = health.section("tcp");
    return new Health(
        health.has("url")
            ? new Health.Url(
                health.template("url").orElseThrow(),
                health.whole("status"),
                health.template("body"),
                health.templateTable("headers"))
            : new Health.Tcp(tcp.template("send"), tcp.template("expect")),
        health.time("timeout"),
        health.time("interval"),
        health.whole("successes"));
  }
}
