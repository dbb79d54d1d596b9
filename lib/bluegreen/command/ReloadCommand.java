package bluegreen.command;

import bluegreen.host.Accounts;
import bluegreen.host.HostFailure;
import bluegreen.host.Texts;
import bluegreen.nginx.Front;
import bluegreen.nginx.FrontStanding;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.NginxFacts;
import bluegreen.plan.FrontDoubts;
import bluegreen.playbook.Playbook;
import bluegreen.run.Outcome;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Has the nginx that visitors reach read its files anew, such as a renewed certificate. */
final class ReloadCommand {
  private final Session session;
  private final PrintStream out;

  ReloadCommand(Session session, PrintStream out) {
    this.session = session;
    this.out = out;
  }

  int run() throws HostFailure, InterruptedException {
    Optional<Front> front = session.machine().front(session.playbook(), session.dir());
    Duration soft = session.playbook().nginx().soft();
    boolean softly = front.isEmpty() && !soft.isZero();
    boolean dry = session.options().dryRun();
    if (front.isPresent()) {
      refuse(front.get().standing());
    }
    if (front.isPresent() && !dry) {
      front.get().change().reload();
    } else if (front.isEmpty() && dry) {
      rehearse(session.observer().nginxFacts());
    } else if (front.isEmpty()) {
      Nginx nginx = session.machine().nginx(session.playbook(), session.dir());
      nginx.<RuntimeException>exclusively(nginx::testAndReload);
    }
    if (session.options().json()) {
      JsonObject json = new JsonObject();
      json.put("event", "reload");
      json.put("app", session.playbook().app().name());
      json.put("status", "ok");
      json.put("dry_run", dry);
      json.put("soft_ms", softly ? soft.toMillis() : 0);
      out.println(JsonWriter.string(json));
    } else {
      String how =
          softly
              ? "; for " + Texts.seconds(soft) + " before, each answer closes its connection"
              : "";
      out.println((dry ? "would reload nginx" : "nginx reloaded") + how);
    }
    return Outcome.OK.code();
  }

  /** Says the same before a reload as where there is to be none. */
  private void refuse(FrontStanding standing) throws HostFailure {
    if (standing.stopped().isPresent()) {
      throw new HostFailure("your nginx is not running; there is nothing to reload");
    }
    Playbook.Behind behind = session.playbook().nginx().behind().orElseThrow();
    List<String> problems = new FrontDoubts(behind, standing, Accounts.areRoot(), false).problems();
    if (!problems.isEmpty()) {
      throw new HostFailure("nginx was not reloaded:\n" + String.join("\n", problems));
    }
  }

  /** What a reload would fail of, as far as that can be seen. */
  private static void rehearse(NginxFacts seen) throws HostFailure {
    if (seen.problem().isPresent()) {
      throw new HostFailure(
          "nginx refuses its configuration; it was not reloaded:\n" + seen.problem().get());
    } else if (!seen.running()) {
      throw new HostFailure("nginx is not running; there is nothing to reload");
    }
  }
}
