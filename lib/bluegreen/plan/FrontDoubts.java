package bluegreen.plan;

import bluegreen.host.Processes;
import bluegreen.nginx.FrontStanding;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.SudoRules;
import bluegreen.observe.Facts;
import bluegreen.playbook.Playbook.Behind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges how the user's own nginx in front of ours stands: whether it could be had read a file that
 * is changed, and what its owner should know.
 *
 * @param root whether we are root
 * @param lacking whether it is told already what sudo does not allow
 */
public record FrontDoubts(Behind behind, FrontStanding standing, boolean root, boolean lacking) {
  /** Those of what was seen; none where visitors reach ours itself. */
  static FrontDoubts of(Behind behind, FrontStanding standing, Facts facts) {
    return new FrontDoubts(behind, standing, facts.root(), facts.setting().lacking().isPresent());
  }

  /** Why no visitor gets an answer, and what to do; empty where it runs. */
  Optional<String> stopped() {
    String refusal =
        standing.refusal().map(said -> ". It would not start as it is:\n" + said).orElse("");
    return standing
        .stopped()
        .map(
            start ->
                "nginx.url: nobody answers at %s, as your nginx (%s) does not run; start it (%s), then run this again%s"
                    .formatted(behind.url(), behind.front().conf(), start, refusal));
  }

  /** Why it cannot be had read its files anew, a sentence each; of one that runs. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    Stream.of(masterless(standing), unheard(standing))
        .flatMap(Optional::stream)
        .map(Note::inOneLine)
        .forEach(problems::add);
    standing
        .refusal()
        .filter(said -> standing.stopped().isEmpty())
        .filter(said -> !lacking || !SudoRules.isRefusal(said))
        .map(said -> Nginx.isSlow(said) ? said : why(said) + said)
        .ifPresent(problems::add);
    return problems;
  }

  private String why(String said) {
    if (SudoRules.isRefusal(said)) {
      return "nginx.become: sudo does not let us run nginx without a password:\n";
    } else if (!root && !behind.front().sudo() && said.contains("(13: Permission denied)")) {
      return "your own nginx is root's, and we may neither test nor reload it; run this as root, or"
          + " let us do it by sudo (`nginx.become: sudo`), or leave nginx.include out and change"
          + " that line yourself:\n";
    }
    return "your own nginx refuses its present configuration; mend it first:\n";
  }

  /** What its owner should know where nothing of it is to be changed. */
  static List<Note> notes(FrontStanding standing) {
    return Stream.of(masterless(standing), unheard(standing), unstartable(standing))
        .flatMap(Optional::stream)
        .toList();
  }

  /** That its master was killed. */
  static Optional<Note> masterless(FrontStanding standing) {
    return standing
        .masterless()
        .map(
            left ->
                new Note(
                    "your own nginx does not run: its master was killed, and its workers ("
                        + left.workers().stream()
                            .map(Processes.Info::pid)
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "))
                        + ") answer visitors on with the files that it had read; at a moment when a"
                        + " few requests may be lost, end them, and start it ("
                        + left.start()
                        + ")",
                    NginxFacts.end(left.workers())));
  }

  private static Optional<Note> unheard(FrontStanding standing) {
    return standing
        .unheard()
        .map(
            lost ->
                new Note(
                    "no reload reaches your own nginx (pid %1$d), as %2$s does not hold its pid; have it do so"
                        .formatted(lost.master(), lost.pidFile()),
                    "echo %d > %s".formatted(lost.master(), lost.pidFile())));
  }

  private static Optional<Note> unstartable(FrontStanding standing) {
    return standing
        .refusal()
        .filter(said -> standing.stopped().isPresent())
        .map(said -> new Note("your own nginx does not run, and would not start: " + said, ""));
  }
}
