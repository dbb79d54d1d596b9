package bluegreen.playbook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The rules of {@code slots}, and of what goes with them: where the two slots are to be. */
final class Places {
  /** What is said of a URL that has an IPv6 address as nobody can ask it. */
  static final String BARE =
      "expected {{ address }}, or brackets around {{ host }}, as IPv6 addresses have them in a URL";

  private static final Map<Slot, Endpoint> ANY =
      Map.of(Slot.BLUE, Endpoint.here(1), Slot.GREEN, Endpoint.here(2));

  private static final int LAST_PORT = 65535;

  private final Findings findings;
  private final Section playbook;

  Places(Findings findings, Section playbook) {
    this.findings = findings;
    this.playbook = playbook;
  }

  /** Where each slot is to be; any two ports of this machine where that cannot be told. */
  Map<Slot, Endpoint> check() {
    Section app = playbook.section("app");
    if (app.has("start")) {
      start(app);
    }
    if (!playbook.has("slots")) {
      return ANY;
    }
    if (playbook.has("app") && !app.has("start") && !findings.failed("app.start")) {
      findings.atKey(
          "slots", "goes with app.start; what we start ourselves listens on this machine's ports");
      return ANY;
    }
    Optional<Endpoint> blue = place("blue");
    Optional<Endpoint> green = place("green");
    if (blue.isEmpty() || green.isEmpty()) {
      return ANY;
    }
    if (blue.get().collides(green.get())) {
      findings.atValue(
          "slots.green",
          "expected another place than slots.blue, got "
              + green.get().address()
              + (blue.equals(green)
                  ? ""
                  : "; on this machine a port counts once, whatever the address"));
    }
    taken();
    return Map.of(Slot.BLUE, blue.get(), Slot.GREEN, green.get());
  }

  /** What tells two hosts apart that have one port. */
  static String hint(Map<Slot, Endpoint> places) {
    return places.get(Slot.BLUE).port() == places.get(Slot.GREEN).port()
        ? "; {{ address }} is the host with its port"
        : "";
  }

  private void start(Section app) {
    if (!playbook.has("slots") && !findings.failed("slots")) {
      findings.atKey(
          "app.start",
          "goes with slots, which say where the app listens; add slots instead of ports");
    }
    for (String key :
        List.of("java", "java_opts", "args", "archive", "runner", "user", "workdir")) {
      if (app.has(key)) {
        findings.atKey("app." + key, "has no effect with app.start; it is for its commands to say");
      }
    }
    if (!app.has("version") && !app.has("files") && !findings.failed("app")) {
      findings.atKey(
          "app.version", "missing; without app.files nothing else tells one from another");
    }
    if (app.has("sha256") && !app.has("files")) {
      findings.atKey("app.sha256", "has no artifact to be compared with; add app.files");
    }
  }

  /** The same command for both slots would stop the one that serves. */
  static void commands(Section start, Predicate<Template> differsBySlot, Findings findings) {
    for (String key : List.of("run", "stop", "running", "logs")) {
      boolean told = findings.failed("app.start." + key);
      if (start.has(key) && !told && start.templates(key).stream().noneMatch(differsBySlot)) {
        findings.atValue(
            "app.start." + key,
            "expected {{ slot }}, {{ host }} or {{ port }} in it, whichever differs; otherwise it"
                + " would be the same for both slots");
      }
    }
  }

  private Optional<Endpoint> place(String slot) {
    Section slots = playbook.section("slots");
    String key = "slots." + slot;
    if (!slots.has(slot) || findings.failed(key)) {
      return Optional.empty();
    }
    Endpoint place = Endpoint.of(slots.required(slot)).orElseThrow();
    if (place.port() < 1 || place.port() > LAST_PORT) {
      findings.atValue(key, "expected a port from 1 to 65535, got " + place.port());
      return Optional.empty();
    } else if (!isHost(place.host())) {
      findings.atValue(key, "expected a name or an address, got " + Words.quote(place.host()));
      return Optional.empty();
    }
    return Optional.of(place);
  }

  /** What cannot be a name has to be an address; nobody is asked about either. */
  private static boolean isHost(String host) {
    if (host.contains(":")) {
      try {
        return !InetAddress.getByName(host).isAnyLocalAddress();
      } catch (UnknownHostException e) {
        return false;
      }
    }
    if (host.matches("[0-9.]+")) {
      return host.matches("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.|$)){4}")
          && !host.endsWith(".")
          && !host.equals("0.0.0.0");
    }
    return Stream.of(host.split("\\.", -1))
        .allMatch(label -> label.matches("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"));
  }

  /** On this machine nginx itself may have the port. */
  private void taken() {
    Section nginx = playbook.section("nginx");
    for (String slot : List.of("blue", "green")) {
      Endpoint place = Endpoint.of(playbook.section("slots").required(slot)).orElseThrow();
      boolean behind = nginx.has("behind") && nginx.whole("behind") == place.port();
      if (place.isHere() && (behind || listens(nginx, place.port()))) {
        findings.atValue(
            "slots." + slot, "expected another port than nginx listens on, got " + place.port());
      }
    }
  }

  private static boolean listens(Section nginx, int port) {
    List<String> tls = nginx.has("tls") ? nginx.section("tls").texts("listen") : List.of();
    return !nginx.has("behind")
        && Stream.concat(nginx.texts("listen").stream(), tls.stream())
            .anyMatch(l -> l.substring(l.lastIndexOf(':') + 1).equals(String.valueOf(port)));
  }
}
