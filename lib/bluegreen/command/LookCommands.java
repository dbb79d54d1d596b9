package bluegreen.command;

import bluegreen.host.HostFailure;
import bluegreen.nginx.Front;
import bluegreen.nginx.FrontStanding;
import bluegreen.observe.Facts;
import bluegreen.observe.SlotFacts;
import bluegreen.plan.Goal;
import bluegreen.plan.Intruder;
import bluegreen.plan.LinkedSite;
import bluegreen.plan.LookAction.VerifyThrough;
import bluegreen.plan.Moves;
import bluegreen.plan.Preflight;
import bluegreen.plan.SiteDoubt;
import bluegreen.plan.Unattended;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.run.Deployments;
import bluegreen.run.Outcome;
import bluegreen.runner.Running;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Status and verify: they look and touch nothing. */
final class LookCommands {
  /** Of a port with its colon. */
  private static final int USUAL_WIDTH = 7;

  private final Session session;
  private final PrintStream out;

  LookCommands(Session session, PrintStream out) {
    this.session = session;
    this.out = out;
  }

  int status() throws HostFailure, InterruptedException {
    Facts facts = session.observer().asItIs();
    StatusNotes notes = new StatusNotes(facts, inFront());
    Optional<Slot> serving = facts.serving();
    Optional<String> backup = new StandIn(facts).words();
    if (session.options().json()) {
      print(statusJson(facts, notes, serving, new StandIn(facts).backup().isPresent()));
      return Outcome.OK.code();
    }
    String active =
        serving
            .map(
                s ->
                    s
                        + " "
                        + facts.of(s).endpoint()
                        + " ("
                        + facts.of(s).version().orElse("?")
                        + ")")
            .orElse("none");
    say(
        session.playbook().app().name()
            + "   active: "
            + active
            + "   switch: "
            + session.playbook().nginx().switchKind().label()
            + (words(facts).isPresent() ? "   our nginx: " : "   nginx: ")
            + StatusNotes.nginx(facts.nginx()));
    backup.ifPresent(b -> say("  " + hide(b)));
    words(facts).map(FrontWords::lines).orElse(List.of()).forEach(l -> say("  " + hide(l)));
    if (serving.isPresent()) {
      facts.approach().unreached().forEach(u -> say("  " + hide(u)));
    }
    notes(notes).forEach(n -> say("  note: " + hide(n)));
    int width = USUAL_WIDTH;
    for (SlotFacts slot : facts.slots().values()) {
      width = Math.max(width, slot.endpoint().toString().length());
    }
    for (SlotFacts slot : facts.slots().values()) {
      say(row(slot, width, serving));
    }
    return Outcome.OK.code();
  }

  private List<String> notes(StatusNotes notes) {
    return Stream.concat(notes.all().stream(), session.runner().caveats().stream()).toList();
  }

  private Optional<FrontStanding> inFront() throws HostFailure, InterruptedException {
    Optional<Front> front = session.machine().front(session.playbook(), session.dir());
    return front.isPresent() ? Optional.of(front.get().standing()) : Optional.empty();
  }

  private Optional<FrontWords> words(Facts facts) {
    return FrontWords.of(session.playbook(), facts);
  }

  private String row(SlotFacts slot, int width, Optional<Slot> serving) {
    String role =
        serving.equals(Optional.of(slot.slot()))
            ? "active"
            : slot.served() && slot.running().isPresent() ? "standby" : "";
    String process =
        slot.running()
            .map(r -> r.who() + "  " + (slot.healthy() ? "healthy" : "not healthy"))
            .orElse("");
    String foreign = slot.foreign().map(f -> "  port held by " + hide(f.describe())).orElse("");
    return String.format(
            "  %-6s %-" + width + "s %-8s %-20s %-8s %s%s",
            slot.slot(),
            slot.endpoint(),
            slot.state(),
            slot.version().orElse("-"),
            role,
            process,
            foreign)
        .stripTrailing();
  }

  private JsonObject statusJson(
      Facts facts, StatusNotes all, Optional<Slot> serving, boolean backup) {
    JsonObject json = new JsonObject();
    json.put("app", session.playbook().app().name());
    json.put("active", serving.map(Slot::label).orElse(null));
    json.put("version", serving.flatMap(s -> facts.of(s).version()).orElse(null));
    json.put("switch", session.playbook().nginx().switchKind().label());
    json.put("backup_serving", backup);
    words(facts).ifPresent(words -> words.put(json));
    List<String> notes = notes(all).stream().map(this::hide).toList();
    if (!notes.isEmpty()) {
      json.put("notes", new JsonArray(notes));
    }
    JsonObject slots = new JsonObject();
    for (SlotFacts slot : facts.slots().values()) {
      JsonObject one = new JsonObject();
      if (!slot.endpoint().equals(Endpoint.here(slot.port()))) {
        one.put("host", slot.endpoint().host());
      }
      one.put("port", slot.port());
      one.put("state", slot.state());
      one.put("version", slot.version().orElse(null));
      one.put("release", slot.running().map(Running::release).orElse(null));
      one.put("pid", slot.running().flatMap(Running::pid).orElse(null));
      one.put("healthy", slot.healthy());
      boolean standby = slot.served() && slot.running().isPresent();
      one.put("standby", standby && !serving.equals(Optional.of(slot.slot())));
      slots.put(slot.slot().label(), one);
    }
    json.put("slots", slots);
    return json;
  }

  int verify() throws HostFailure, InterruptedException {
    Facts facts = session.observer().beforeDeployment();
    List<String> problems =
        new ArrayList<>(new Preflight(Goal.DEPLOY, session.playbook(), facts).problems());
    problems.addAll(new Moves(facts).problems());
    Optional<Slot> serving = facts.serving();
    if (problems.isEmpty()) {
      words(facts).flatMap(FrontWords::down).ifPresent(problems::add);
    }
    if (problems.isEmpty()) {
      new StandIn(facts).words().ifPresent(problems::add);
      new SiteDoubt(facts).words().ifPresent(problems::add);
      problems.addAll(notServing(facts, serving));
      if (!problems.isEmpty()) { // Otherwise it is said below.
        words(facts).flatMap(FrontWords::stopped).ifPresent(problems::add);
      }
    }
    List<String> notes =
        new ArrayList<>(facts.approach().notes().stream().map(n -> "note: " + n).toList());
    if (problems.isEmpty()) {
      Deployments.Served served = served(facts, serving.orElseThrow());
      served.problem().ifPresent(problems::add);
      served.notes().forEach(n -> notes.add("note: " + n));
      session.runner().caveats().forEach(n -> notes.add("note: " + n));
      new LinkedSite(session.playbook(), facts.nginx())
          .note()
          .ifPresent(n -> notes.add("note: " + n.inOneLine()));
      new Intruder(facts).atTheBackup().ifPresent(n -> notes.add("note: " + n));
    }
    if (problems.isEmpty()) {
      words(facts)
          .filter(words -> words.isAmiss() || !words.grade().equals("ok"))
          .ifPresent(
              words -> {
                (words.isAmiss() ? problems : notes).add(words.headline());
                notes.addAll(words.instead());
                words.note().ifPresent(notes::add);
              });
    }
    boolean ok = problems.isEmpty();
    String grade = ok ? words(facts).map(FrontWords::grade).orElse("ok") : "failed";
    if (session.options().json()) {
      print(verifyJson(grade, facts, serving, problems, notes));
    } else if (ok) {
      SlotFacts slot = facts.of(serving.orElseThrow());
      String asked =
          words(facts)
              .flatMap(FrontWords::leading)
              .orElseGet(() -> facts.url(session.playbook().nginx()));
      String served =
          session.playbook().app().name() + " " + facts.wanted().orElseThrow().describe();
      say(
          "%s: %s serves %s from %s %s, healthy"
              .formatted(grade, hide(asked), served, slot.slot(), slot.endpoint()));
    } else {
      problems.forEach(p -> say("failed: " + hide(p)));
    }
    if (!session.options().json()) {
      notes.forEach(n -> say("  " + hide(n)));
    }
    return (ok ? Outcome.OK : Outcome.FAILED).code();
  }

  private Deployments.Served served(Facts facts, Slot slot)
      throws HostFailure, InterruptedException {
    return session
        .deployments(facts.approach().entrances())
        .isServed(
            new VerifyThrough(
                facts.url(session.playbook().nginx()), slot, facts.of(slot).endpoint()));
  }

  private List<String> notServing(Facts facts, Optional<Slot> serving) {
    String wanted = facts.wanted().orElseThrow().describe();
    if (serving.isEmpty()) {
      return List.of("nothing of ours serves; wanted is " + wanted);
    }
    SlotFacts slot = facts.of(serving.get());
    Running running = slot.running().orElseThrow();
    if (facts.wanted().get().isUnfetched()) {
      return List.of(
          "%s serves %s (%s); whether that is what the playbook names can be told only when that is fetched: a deployment does so, and app.sha256 tells beforehand"
              .formatted(slot.slot(), running.version(), running.release()));
    } else if (!running.release().equals(facts.wanted().get().id())) {
      return List.of(
          "%s serves %s (%s); wanted is %s"
              .formatted(slot.slot(), running.version(), running.release(), wanted));
    } else if (!running.launch().equals(facts.launches().get(slot.slot()).digest())) {
      return List.of(slot.slot() + " serves " + wanted + ", but " + differently(running));
    } else if (!slot.healthy()) {
      return List.of(slot.slot() + " serves " + wanted + ", but is not healthy");
    } else if (!facts.nginx().running() || !new Unattended(facts).workers().isEmpty()) {
      return new StatusNotes(facts).down();
    }
    return List.of();
  }

  private String differently(Running running) {
    String now = running.endpoint().text();
    String wanted = session.playbook().ports().of(running.slot()).text();
    return now.equals(wanted)
        ? "with other launch settings"
        : "on port %s, and the playbook gives it %s".formatted(now, wanted);
  }

  private JsonObject verifyJson(
      String grade,
      Facts facts,
      Optional<Slot> serving,
      List<String> problems,
      List<String> notes) {
    JsonObject json = new JsonObject();
    json.put("event", "verify");
    json.put("app", session.playbook().app().name());
    json.put("status", grade);
    json.put("active", serving.map(Slot::label).orElse(null));
    json.put("port", serving.map(s -> facts.of(s).port()).orElse(null));
    json.put("version", serving.flatMap(s -> facts.of(s).version()).orElse(null));
    json.put("wanted", facts.wanted().map(r -> r.version()).orElse(null));
    json.put("healthy", serving.map(s -> facts.of(s).healthy()).orElse(false));
    JsonArray list = new JsonArray();
    problems.forEach(p -> list.add(hide(p)));
    json.put("problems", list);
    JsonArray told = new JsonArray();
    notes.forEach(n -> told.add(hide(n)));
    json.put("notes", told);
    return json;
  }

  private String hide(String text) {
    return session.said(text);
  }

  private void print(JsonObject json) {
    out.println(JsonWriter.string(json));
  }

  private void say(String line) {
    out.println(line);
  }
}
