package bluegreen.playbook;

import static bluegreen.playbook.Values.ARGUMENT;
import static bluegreen.playbook.Values.HEADERS;
import static bluegreen.playbook.Values.URL;
import static bluegreen.playbook.Values.optional;
import static bluegreen.playbook.Values.required;
import static bluegreen.playbook.Values.whole;

import bluegreen.playbook.Kind.Choice;
import bluegreen.playbook.Kind.Items;
import bluegreen.playbook.Kind.Section;
import java.util.List;

/** The keys of a request that a task makes. */
final class UriKeys {
  private UriKeys() {}

  static Section section() {
    return new Section(
        List.of(
            required("url", URL, "The URL to ask."),
            optional(
                "method",
                new Choice(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")),
                "GET",
                "The method."),
            optional(
                "status",
                new Items(whole(100, 599), true, 1),
                "[200]",
                "The statuses that count as success."),
            optional("headers", HEADERS, "", "The request's headers."),
            optional("body", ARGUMENT, "", "The request's body."),
            optional("contains", ARGUMENT, "", "A text that the answer must contain.")));
  }
}
