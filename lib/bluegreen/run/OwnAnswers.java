package bluegreen.run;

import bluegreen.host.Http;
import bluegreen.nginx.LocationRules;
import bluegreen.nginx.Probe;
import bluegreen.nginx.Probe.Way;
import bluegreen.nginx.Testimony;
import bluegreen.observe.Machine;
import bluegreen.playbook.Playbook;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What visitors are answered by nginx itself, by a rule of {@code nginx.location}: asked as they
 * ask, as a question of ours may go past such a rule.
 */
final class OwnAnswers {
  private static final int SERVER_ERROR = 500;

  /** What a {@code return} says that has nginx close the connection. */
  private static final int CLOSED = 444;

  /** One bad answer of a busy app is not nginx's own. */
  private static final int TRIES = 3;

  private static final Duration PAUSE = Duration.ofMillis(300);

  private final LocationRules rules;
  private final Probe probe;
  private final Machine machine;
  private final Map<Way, Http.Answer> before = new LinkedHashMap<>();
  private boolean harmful;

  OwnAnswers(Playbook playbook, Machine machine, Probe probe) {
    this.rules = LocationRules.of(playbook.nginx().location()).limitedBy(probe.limits());
    this.machine = machine;
    this.probe = probe;
  }

  /**
   * An answer that the app has no part in.
   *
   * @param by the directive that has nginx give it
   */
  record Own(Way way, Http.Answer answer, String by) {
    /** Whether visitors get an error of the server's, or none but a closed connection. */
    boolean isError() {
      return !answer.came() || answer.status() >= SERVER_ERROR;
    }

    /** Whether it is the playbook that has nginx give it. */
    boolean isInPlaybook() {
      return by.startsWith("nginx.location");
    }

    /** In a few words. */
    String said() {
      return answer.came()
          ? "nginx itself answers %s to %s, by %s".formatted(answer.inShort(), way.describe(), by)
          : "nginx itself closes the connection of %s, by %s".formatted(way.describe(), by);
    }
  }

  /** Asks what visitors get now, before nginx loads anything. */
  void note() throws InterruptedException {
    if (!rules.isLimited()) { // The one answer that there is without a limit is for the end.
      for (Way way : probe.ways()) {
        before.put(way, probe.visit(way));
      }
    }
  }

  /**
   * Asks again, once nginx has loaded a file of ours.
   *
   * @throws StepFailure where a rule in it keeps visitors from the app that came to it before
   */
  void compare() throws StepFailure, InterruptedException {
    for (Map.Entry<Way, Http.Answer> each : before.entrySet()) {
      Http.Answer was = each.getValue();
      boolean served = was.came() && was.status() < SERVER_ERROR;
      Optional<Own> own = served ? of(each.getKey(), ask(each.getKey())) : Optional.empty();
      if (own.filter(Own::isError).isPresent()) {
        harmful = true;
        throw new StepFailure(
            "%s was answered %s, and nginx itself answers %s now, by %s: visitors would not reach the app"
                .formatted(
                    each.getKey().describe(),
                    was.inShort(),
                    own.get().answer().inShort(),
                    own.get().by()));
      }
    }
  }

  /** Whether that was seen: visitors do not reach the app for as long as the file is loaded. */
  boolean areHarmful() {
    return harmful;
  }

  /**
   * Asks on a way who answers, such as our block by a rule that has a question of ours end, too.
   */
  Testimony ask(Way way) throws InterruptedException {
    Testimony testimony = probe.ask(way);
    boolean told = testimony instanceof Testimony.Ours || testimony.answer().timedOut();
    return !told && !rules.isEmpty() && probe.askBeside(way) instanceof Testimony.Ours ours
        ? new Testimony.Ours(
            testimony.answer(), ours.configuration(), ours.slot(), Optional.empty())
        : testimony;
  }

  /**
   * What nginx itself answers to visitors of a way; empty where they come to the app.
   *
   * @param testimony what a question of ours was answered there
   */
  Optional<Own> of(Way way, Testimony testimony) throws InterruptedException {
    if (!(testimony instanceof Testimony.Ours ours)) {
      return Optional.empty();
    }
    boolean itself = ours.upstream().isEmpty();
    boolean asked = !rules.isEmpty() && (!rules.isLimited() || way.equals(probe.main()));
    Http.Answer answer = asked ? probe.visit(way) : testimony.answer();
    for (int i = 1; i < TRIES && !itself && isWorse(answer, testimony); i++) {
      machine.interruption().pause(PAUSE);
      answer = probe.visit(way);
    }
    boolean other = answer.came() && answer.status() != testimony.answer().status();
    int status = answer.came() ? answer.status() : CLOSED;
    return itself || other ? Optional.of(new Own(way, answer, rules.by(status))) : Optional.empty();
  }

  /** To ask again would not make it better where it is counted how often we ask. */
  private boolean isWorse(Http.Answer answer, Testimony testimony) {
    return answer.status() >= SERVER_ERROR
        && testimony.answer().status() < SERVER_ERROR
        && !rules.isLimit(answer.status());
  }

  /**
   * Whether it keeps visitors from an app that would answer them, and did not do so before.
   *
   * @param app what the app itself answers; empty where nobody could ask it
   */
  boolean isHarm(Own own, Optional<Http.Answer> app) {
    return own.isError()
        && app.filter(a -> a.status() < SERVER_ERROR).isPresent()
        && !rules.isLimit(own.answer().status())
        && !isOld(own);
  }

  /** Whether it is what visitors got before, such as a page for the time of some work. */
  boolean isOld(Own own) {
    return Optional.ofNullable(before.get(own.way()))
        .filter(was -> was.status() == own.answer().status())
        .isPresent();
  }
}
