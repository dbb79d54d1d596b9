package bluegreen.command;

import bluegreen.nginx.FrontStanding;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.RelayFacts;
import bluegreen.observe.Facts;
import bluegreen.plan.Note;
import bluegreen.plan.SiteDoubt;
import bluegreen.plan.Unattended;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a person who only looks should know beside what runs where, a sentence each.
 *
 * @param standing how the user's own nginx in front of ours stands, that runs and was asked; empty
 *     where there is none
 */
record StatusNotes(Facts facts, Optional<FrontStanding> standing) {
  /** Where nobody has asked the nginx in front. */
  StatusNotes(Facts facts) {
    this(facts, Optional.empty());
  }

  /** How nginx begins to say why it refuses its files, as far as a person needs no more of it. */
  private static final Pattern REASON = Pattern.compile("\\[(emerg|crit)\\] (\\d+#\\d+: )?");

  private static final String START = "deploy.java PLAYBOOK starts it";

  /** All of it. */
  List<String> all() {
    List<String> notes =
        new ArrayList<>(facts.serving().isPresent() ? facts.approach().notes() : List.of());
    refused().ifPresent(notes::add);
    inFront().ifPresent(notes::add);
    new SiteDoubt(facts).words().ifPresent(notes::add);
    stopped().ifPresent(notes::add);
    between().ifPresent(notes::add);
    new Unattended(facts).notes().forEach(note -> notes.add(note.inOneLine()));
    return List.copyOf(notes);
  }

  /** Whether nginx runs, and which it is. */
  static String nginx(NginxFacts nginx) {
    if (!nginx.installed()) {
      return "not installed";
    }
    String version = nginx.version().orElse("");
    String left =
        nginx.leftBehind().isEmpty() && nginx.adrift().isEmpty()
            ? ""
            : "its master was killed, its workers serve on, ";
    return (nginx.running() ? "running, " : left.isEmpty() ? "not running, " : left) + version;
  }

  /** Why nginx, which goes on with what it had read, would not start again as it is. */
  private Optional<String> refused() {
    return facts
        .nginx()
        .problem()
        .flatMap(StatusNotes::reason)
        .map(
            why ->
                "nginx refuses its present configuration, and goes on with the one before: " + why);
  }

  /** Of one that does not run it is said elsewhere. */
  private Optional<String> inFront() {
    return standing
        .filter(front -> front.stopped().isEmpty())
        .flatMap(FrontStanding::refusal)
        .flatMap(StatusNotes::reason)
        .map(
            why ->
                "your own nginx refuses its present configuration, and goes on with the one before:"
                    + " "
                    + why);
  }

  private static Optional<String> reason(String problem) {
    return Optional.of(problem)
        .flatMap(said -> said.lines().filter(REASON.asPredicate()).findFirst())
        .filter(line -> !line.contains("(13: Permission denied)")) // It is we who may not.
        .map(line -> line.replaceFirst("^.*" + REASON, ""));
  }

  /** Of an nginx of our own it is said elsewhere. */
  private Optional<String> stopped() {
    boolean down = facts.nginx().installed() && !facts.nginx().running();
    boolean said = facts.front().isPresent() || !facts.nginx().leftBehind().isEmpty();
    return down && !said && facts.nginx().adrift().isEmpty() && facts.nginx().ours().isPresent()
        ? Optional.of("nginx does not run, and so no visitor reaches the app; " + START)
        : Optional.empty();
  }

  /** Of the nginx of ours that a stream goes through. */
  private Optional<String> between() {
    RelayFacts relay = facts.nginx().relay();
    boolean down = relay.wanted() && !relay.running() && facts.nginx().ours().isPresent();
    String what =
        relay.leftBehind().isEmpty()
            ? "does not run, and so no visitor reaches the app; "
            : "has lost its master, and its workers serve on; ";
    return down
        ? Optional.of("our nginx between the visitors' one and the slots " + what + START)
        : Optional.empty();
  }

  /** Why nobody can be served as nginx does not run. */
  List<String> down() {
    List<String> adrift = new Unattended(facts).workers().stream().map(Note::inOneLine).toList();
    return adrift.isEmpty()
        ? List.of(
            facts.nginx().leftBehind().isEmpty()
                ? "nginx is not running; " + START
                : FrontWords.LOST)
        : adrift;
  }
}
