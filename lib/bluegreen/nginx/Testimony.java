package bluegreen.nginx;

import bluegreen.host.Http;
import bluegreen.playbook.Slot;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a request on the visitors' way tells of who answers there. */
public sealed interface Testimony {
  /** The answer, or why there is none. */
  Http.Answer answer();

  /**
   * Our server block has answered.
   *
   * @param configuration the digest of the file of ours that nginx has loaded
   * @param slot the slot that it has chosen
   * @param upstream the address and port that it has asked; empty where it answered by itself, as
   *     by a rule of {@code nginx.location} or of the http block
   */
  record Ours(Http.Answer answer, String configuration, Slot slot, Optional<String> upstream)
      implements Testimony {}

  /**
   * An answer that does not say whose it is: another server block's, or one that has lost its
   * header on its way.
   */
  record Unknown(Http.Answer answer) implements Testimony {}

  /** No answer at all. */
  record Silence(Http.Answer answer) implements Testimony {}

  /** The header by which our block tells, in small letters. */
  String HEADER = "x-bluegreen-answer";

  /** {@code NONCE CONFIGURATION SLOT ADDRESS}. */
  Pattern TOLD =
      Pattern.compile("([0-9a-f]+) ([0-9a-f]+) (blue|green)(?: ([0-9a-fA-F.:\\[\\]]+))? ?");

  /** What an answer to a question with that nonce tells. */
  static Testimony of(Http.Answer answer, String nonce) {
    if (!answer.came()) {
      return new Silence(answer);
    }
    Matcher told = TOLD.matcher(answer.header(HEADER).orElse(""));
    return told.matches() && told.group(1).equals(nonce)
        ? new Ours(
            answer,
            told.group(2),
            Slot.of(told.group(3)).orElseThrow(),
            Optional.ofNullable(told.group(4)))
        : new Unknown(answer);
  }
}
