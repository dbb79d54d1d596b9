package bluegreen.plan;

import bluegreen.host.Processes;
import bluegreen.nginx.NginxFacts;
import bluegreen.observe.Facts;
import bluegreen.observe.Lost;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What goes on although nobody knows of it any more, and nobody but a person can end. */
public record Unattended(Facts facts) {

  /** All of it, each with the command that ends it. */
  public List<Note> notes() {
    return Stream.of(adrift().stream().toList(), front(), processes())
        .flatMap(List::stream)
        .toList();
  }

  /** The workers of an nginx of somebody else's whose master was killed. */
  public List<Note> workers() {
    Stream<Note> inFront =
        facts.front().flatMap(front -> FrontDoubts.masterless(front.standing())).stream();
    return Stream.concat(adrift().stream(), inFront).toList();
  }

  /** What is out of order with the user's own nginx in front of ours. */
  List<Note> front() {
    return facts.front().map(front -> FrontDoubts.notes(front.standing())).orElse(List.of());
  }

  private Optional<Note> adrift() {
    List<Processes.Info> adrift = facts.nginx().adrift();
    return adrift.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Note(
                "nginx does not run: its master was killed, and its workers ("
                    + pids(adrift.stream(), ", ")
                    + ") answer visitors on with the files that it had read; at a moment when a"
                    + " few requests may be lost, end them, and start nginx",
                NginxFacts.end(adrift)));
  }

  /** Those of this app that ran when its folder was taken away. */
  List<Note> processes() {
    List<Lost> lost = facts.estate().lost();
    return lost.isEmpty()
        ? List.of()
        : List.of(
            new Note(
                facts.folder().root()
                    + " knows nothing any more of "
                    + lost.stream().map(Lost::describe).collect(Collectors.joining("; "))
                    + ". Nothing proves that it is ours, so it is left alone; look at it, and end"
                    + " it when nobody needs it",
                "kill " + pids(lost.stream().map(Lost::process), " ")));
  }

  private static String pids(Stream<Processes.Info> processes, String separator) {
    return processes.map(p -> String.valueOf(p.pid())).collect(Collectors.joining(separator));
  }
}
