package bluegreen.plan;

import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.SiteFile;
import bluegreen.observe.Facts;
import bluegreen.observe.SlotFacts;
import java.nio.file.Path;
import java.util.Optional;

/** Whether our site is still what was written, without which nobody can say who gets an answer. */
public record SiteDoubt(Facts facts) {

  /** Why that cannot be relied on; empty where it can, or where there never was a site. */
  public Optional<String> words() {
    NginxFacts nginx = facts.nginx();
    Path file = facts.estate().wanted().site();
    if (nginx.target().filter(SiteFile::isEdited).isPresent()) {
      return Optional.of(
          file
              + " is not as it was written: what visitors get by it cannot be told; the next"
              + " deployment keeps it aside and writes it anew");
    }
    boolean was = facts.slots().values().stream().anyMatch(SlotFacts::served);
    boolean gone = nginx.target().flatMap(SiteFile::read).isEmpty();
    return was && gone && nginx.installed()
        ? Optional.of(
            file
                + (nginx.target().filter(t -> !t.isBlank()).isPresent()
                    ? " holds nothing of ours any more"
                    : " is gone")
                + (nginx.answer().isPresent()
                    ? ", and nginx goes on by what it has loaded only until its next reload"
                    : ", and no visitor reaches the app by it")
                + "; the next deployment writes it anew, and keeps what is there")
        : Optional.empty();
  }
}
