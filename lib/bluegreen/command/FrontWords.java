package bluegreen.command;

import bluegreen.host.Processes;
import bluegreen.nginx.FrontFacts;
import bluegreen.nginx.FrontFacts.Share;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.NginxUnit;
import bluegreen.observe.Facts;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Behind;
import com.grack.nanojson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What there is to say of an nginx of ours behind the user's own: facts in, words out. */
record FrontWords(String app, Behind behind, FrontFacts front, NginxFacts nginx) {

  /** What is said of an nginx of ours whose master was killed. */
  static final String LOST =
      "our nginx has lost its master; its workers serve on, until the next run starts it anew";

  /** Empty where visitors reach ours itself. */
  static Optional<FrontWords> of(Playbook playbook, Facts facts) {
    return facts
        .front()
        .flatMap(
            f ->
                playbook
                    .nginx()
                    .behind()
                    .map(b -> new FrontWords(playbook.app().name(), b, f, facts.nginx())));
  }

  /** Whether visitors come to us, who serves where they do not, and what is out of order. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(headline());
    lines.addAll(instead());
    down().ifPresent(lines::add);
    note().ifPresent(lines::add);
    return lines;
  }

  /** Whether visitors come to us. */
  String headline() {
    if (isUnknown()) {
      return "unknown: "
          + front.sight().guarded().orElse("")
          + " nobody can see from here who answers behind it; by "
          + front.leads().orElse("")
          + " it is "
          + behind.address();
    }
    if (live() && isPartly()) {
      return "partly live: " + behind.url() + " leads to " + address() + ", and elsewhere";
    }
    return stopped().orElseGet(this::leads);
  }

  /** That nobody answers visitors, as the user's own nginx does not run. */
  Optional<String> stopped() {
    return front
        .stopped()
        .map(
            start ->
                "not live: nobody answers at %s, as your nginx (%s) does not run; start it: %s"
                    .formatted(behind.url(), behind.front().conf(), start));
  }

  private String leads() {
    return live()
        ? "live: "
            + behind.url()
            + " leads to "
            + address()
            + (isBefore() ? ", and not yet to " + behind.address() : "")
        : "not live: " + behind.url() + " does not lead to " + behind.address();
  }

  /** Where visitors come by, be it a port that an earlier playbook gave us. */
  private String address() {
    return front.by().map(port -> Endpoint.here(port).url()).orElse(behind.address());
  }

  private boolean isBefore() {
    return !address().equals(behind.address());
  }

  /** Where visitors do not come to us: who serves them, and what has to be changed. */
  List<String> instead() {
    List<String> lines = new ArrayList<>(front.sight().shared().stream().map(Share::said).toList());
    if (!live() && !isUnknown()) {
      serves().ifPresent(o -> lines.add("serves: " + o.describe()));
      lines.addAll(front.advice());
    }
    if (live() && isBefore()) {
      lines.addAll(front.by().map(port -> front.former().get(port)).orElse(List.of()));
    }
    return lines;
  }

  /** What is good to know, and nothing that has failed. */
  Optional<String> note() {
    return nginx.unit().isPresent() || nginx.conf().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "note: nothing starts the nginx on "
                + behind.address()
                + " but a run: not the machine, and nobody when it is killed");
  }

  /** Whether nobody can see if visitors come to us. */
  boolean isUnknown() {
    return front.isUnknown() && nginx.running();
  }

  /** Whether somebody else gets requests that visitors send us. */
  boolean isPartly() {
    return !front.sight().shared().isEmpty();
  }

  /** In a word, whether a request that visitors send us is seen to be ours. */
  String grade() {
    return isUnknown() ? "unknown" : isPartly() ? "partly" : "ok";
  }

  /** Whom visitors ask, and who is behind that, where it is seen that they come to us alone. */
  Optional<String> leading() {
    return grade().equals("ok")
        ? Optional.of(behind.url() + " leads to " + address() + ", which")
        : Optional.empty();
  }

  /** Why a version that answers well does not serve visitors. */
  boolean isAmiss() {
    return !isUnknown() && (!live() || front.sight().isSharedHere());
  }

  /** Whoever has our port could say that he is us. */
  boolean live() {
    return front.live() && (nginx.running() || front.stranger().isEmpty());
  }

  /** Who serves visitors without us; empty where they are sent to us, whoever answers there. */
  private Optional<FrontFacts.Outside> serves() {
    return live() || front.leads().isPresent() ? Optional.empty() : front.outside();
  }

  /** Why nothing of ours answers on our port, and how it will again; empty where it does. */
  Optional<String> down() {
    String port = Endpoint.here(behind.port()).address();
    if (nginx.running()) {
      return Optional.empty();
    } else if (!front.leftBehind().isEmpty()) {
      return Optional.of(LOST);
    }
    Optional<Processes.Listener> stranger = front.stranger();
    if (stranger.isEmpty() && nginx.conf().isEmpty()) {
      return Optional.empty(); // It was never there.
    }
    String who =
        stranger.map(s -> port + " is held by " + s.describe()).orElse("nobody listens on " + port);
    String visitors =
        front.leads().map(place -> ", where your nginx sends visitors (" + place + ")").orElse("");
    return Optional.of("our nginx does not run: " + who + visitors + "; " + remedy(stranger));
  }

  private String remedy(Optional<Processes.Listener> stranger) {
    if (nginx.unit().isPresent()) {
      String unit = NginxUnit.name(app);
      return (stranger.isPresent() ? "it starts by itself as soon as the port is free" : "see")
          + (stranger.isPresent() ? "; see" : "")
          + " systemctl status "
          + unit;
    }
    String who =
        stranger
            .flatMap(Processes.Listener::process)
            .map(p -> " (kill " + p.pid() + ")")
            .orElse("");
    return stranger.isPresent()
        ? "end that process" + who + ", or give nginx.behind another port, and deploy again"
        : "a run starts it";
  }

  /** The same for programs. */
  void put(JsonObject json) {
    json.put("live", isUnknown() ? null : live() && !front.sight().isSharedHere());
    json.put("serves", serves().map(FrontWords::json).orElse(null));
    JsonObject ours = new JsonObject();
    ours.put("port", behind.port());
    ours.put("running", nginx.running());
    ours.put(
        "held_by",
        front.stranger().filter(l -> !nginx.running()).map(FrontWords::json).orElse(null));
    json.put("behind", ours);
  }

  private static JsonObject json(FrontFacts.Outside outside) {
    JsonObject json = new JsonObject();
    json.put("address", outside.address());
    json.put("place", outside.place());
    json.put("answers", outside.answers());
    outside.listener().ifPresent(l -> json.putAll(json(l)));
    return json;
  }

  private static JsonObject json(Processes.Listener listener) {
    JsonObject json = new JsonObject();
    listener
        .process()
        .ifPresent(
            p -> {
              json.put("pid", p.pid());
              json.put("command", p.shortCommand());
              json.put("user", p.owner());
            });
    return json;
  }
}
