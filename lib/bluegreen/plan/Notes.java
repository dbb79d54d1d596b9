package bluegreen.plan;

import bluegreen.host.LentPorts;
import bluegreen.host.Texts;
import bluegreen.nginx.LocationRules;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.conf.Directive;
import bluegreen.observe.Facts;
import bluegreen.observe.Loose;
import bluegreen.playbook.ContainerImage;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges what was seen before a new version is started: what a person should know, although nothing
 * of it stands in the way. It looks at nothing.
 */
final class Notes {
  /** Warnings of nginx's that are shown; they mostly repeat one another. */
  private static final int MOST_WARNINGS = 3;

  /** Of useradd(8). */
  private static final int LONGEST_NAME = 32;

  /** Users that systems, and the servers that an app may be named after, have of their own. */
  private static final Set<String> OTHERS =
      Set.of(
          ("root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc"
                  + " gnats nobody adm shutdown halt operator ftp apache nginx http haproxy caddy"
                  + " tomcat mysql mariadb postgres redis mongodb rabbitmq elasticsearch memcached"
                  + " grafana prometheus jenkins git docker sshd ntp chrony dbus polkitd messagebus"
                  + " syslog postfix admin ubuntu debian ec2-user user")
              .split(" "));

  private final Playbook playbook;
  private final Facts facts;

  Notes(Playbook playbook, Facts facts) {
    this.playbook = playbook;
    this.facts = facts;
  }

  /** The notes on the run itself, whatever it does. */
  List<Note> always() {
    Stream<Note> said =
        Stream.of(
                playbook.remarks(),
                facts.approach().notes(),
                LocationRules.of(playbook.nginx().location()).likely())
            .flatMap(List::stream)
            .map(sentence -> new Note(sentence, ""));
    return Stream.concat(said, new Unattended(facts).processes().stream()).toList();
  }

  /** The notes on a run that nothing stands in the way of. */
  List<Note> onGoing() {
    List<Note> notes = new ArrayList<>(always());
    facts.defects().unwritten().forEach(said -> notes.add(new Note(said, "")));
    notes.addAll(new Unattended(facts).front());
    new LinkedSite(playbook, facts.nginx()).note().ifPresent(notes::add);
    return notes;
  }

  /**
   * The notes on starting a version.
   *
   * @param target the slot that it is started in, where what runs there now is stopped before
   */
  List<Note> onStarting(Slot target) {
    List<Note> notes = new ArrayList<>(onGoing());
    facts.defects().loose().forEach(loose -> notes.add(said(loose)));
    OpenWay.note(playbook.app()).ifPresent(notes::add);
    root().ifPresent(notes::add);
    nginxAsRoot().ifPresent(notes::add);
    memory(target).ifPresent(notes::add);
    lentPorts().ifPresent(notes::add);
    limit().ifPresent(notes::add);
    notes.addAll(warnings());
    return List.copyOf(notes);
  }

  private Note said(Loose loose) {
    String own = facts.root() ? ", as root" : "";
    return said(
        "%s: %s, and so %s"
            .formatted(
                loose.what(),
                loose.doubt().fact(),
                switch (loose.what()) {
                  case "app.env_file" -> "others decide with which variables the app is started";
                  case "app.workdir" -> "others decide what the app finds where it runs";
                  case "the playbook" -> "others decide what a run does and starts" + own;
                  default -> "others decide what is deployed";
                }),
        loose);
  }

  /** A folder for the app may well be another user's, who is not to lose it: a home, say. */
  private static Note said(String sentence, Loose loose) {
    Optional<String> owner = loose.doubt().owner().filter(o -> loose.what().equals("app.workdir"));
    return owner
        .map(o -> sentence + "; choose a folder of the app's own, or have it run as " + o)
        .map(all -> new Note(all, ""))
        .orElse(new Note(sentence, loose.doubt().remedy()));
  }

  private Optional<Note> root() {
    boolean here = playbook.elsewhere().isEmpty();
    boolean contained = playbook.app().program() instanceof ContainerImage; // Its image says whom.
    return here && !contained && facts.root() && playbook.app().user().isEmpty()
        ? Optional.of(
            new Note(
                "the app runs as root, and so does whoever breaks into it; give it a user of its"
                    + " own (useradd --system "
                    + account(playbook.app().name())
                    + ")",
                "app.user: " + account(playbook.app().name())))
        : Optional.empty();
  }

  /** A name for the app's user that useradd(8) takes and that is no other program's user. */
  private static String account(String app) {
    String name = app.toLowerCase(Locale.ROOT);
    String begun = name.matches("[a-z].*") ? name : "app-" + name;
    String own = OTHERS.contains(begun) ? begun + "-app" : begun;
    return own.substring(0, Math.min(own.length(), LONGEST_NAME));
  }

  private Optional<Note> nginxAsRoot() {
    boolean ours = facts.nginx().conf().map(NginxFiles::isPrivate).orElse(true);
    boolean ofItsOwn = playbook.nginx().prefix().isPresent() && ours;
    return facts.root() && ofItsOwn && playbook.nginx().behind().isEmpty()
        ? Optional.of(
            new Note(
                "the workers of the nginx in "
                    + playbook.nginx().prefix().get()
                    + " run as root; deploy as a user without root, or leave nginx.prefix out and"
                    + " have the system's nginx serve",
                "sudo -u USER jbang deploy.java PLAYBOOK"))
        : Optional.empty();
  }

  private Optional<Note> memory(Slot target) {
    Map<Slot, Long> used = facts.circumstances().used();
    OptionalLong available = facts.circumstances().available();
    Optional<Long> active = facts.serving().filter(s -> s != target).map(used::get);
    if (active.isEmpty() || available.isEmpty()) {
      return Optional.empty();
    }
    long free = available.getAsLong() + used.getOrDefault(target, 0L);
    if (free >= active.get()) {
      return Optional.empty();
    }
    boolean kept = playbook.rollout().standby() == Standby.KEEP;
    return Optional.of(
        new Note(
            Texts.size(free)
                + " of memory are free, and the active version uses "
                + Texts.size(active.get())
                + ": a second one will hardly fit; give it less, such as -Xmx in app.java_opts,"
                + " or the machine more"
                + (kept ? ", and do not keep two for longer than the drain" : ""),
            kept ? "rollout.standby: stop" : ""));
  }

  /** A limit that is none of the playbook's own; what it says, whoever has written it knows. */
  private Optional<Note> limit() {
    Stream<Directive> inFront = facts.front().flatMap(f -> f.sight().limit()).stream();
    return Stream.concat(facts.limits(playbook.nginx()).stream(), inFront)
        .filter(d -> d.is("limit_req") || d.is("limit_conn"))
        .filter(d -> !d.file().equals(playbook.nginx().target().file()))
        .findFirst()
        .map(
            d ->
                new Note(
                    d.place()
                        + ": `"
                        + d.shown()
                        + ";` counts the requests to this app, and refuses those that are too many:"
                        + " a page with many files may lose some of them (burst=…), and the run"
                        + " does not ask through nginx all the time (rollout.probe)",
                    ""));
  }

  private Optional<Note> lentPorts() {
    Optional<LentPorts> lent = facts.circumstances().lent();
    TreeSet<Integer> ports = new TreeSet<>(playbook.ports().here());
    playbook.nginx().behind().ifPresent(behind -> ports.add(behind.port()));
    ports.removeIf(port -> lent.filter(l -> l.lends(port)).isEmpty());
    return ports.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Note(
                (ports.size() == 1 ? "port " : "ports ")
                    + listed(ports.stream(), ", ")
                    + " may be given to an outgoing connection ("
                    + lent.get().first()
                    + " to "
                    + lent.get().last()
                    + "), and nothing can listen there then; keep "
                    + (ports.size() == 1 ? "it" : "them")
                    + " from that, or take lower ones",
                reserving(lent.get(), ports.stream())));
  }

  private static String listed(Stream<Integer> ports, String separator) {
    return ports.map(String::valueOf).collect(Collectors.joining(separator));
  }

  /** The setting is a whole: what was reserved before has to be in it. */
  private static String reserving(LentPorts lent, Stream<Integer> ports) {
    String before = lent.reserved().isEmpty() ? "" : lent.reserved() + ",";
    return "sysctl -w net.ipv4.ip_local_reserved_ports=" + before + listed(ports, ",");
  }

  private List<Note> warnings() {
    List<String> all = facts.nginx().warnings().stream().distinct().toList();
    List<Note> notes = new ArrayList<>();
    all.stream()
        .limit(MOST_WARNINGS)
        .forEach(warning -> notes.add(new Note("nginx warns: " + warning, "")));
    if (all.size() > MOST_WARNINGS) {
      notes.add(
          new Note(
              "nginx has "
                  + Texts.count(all.size() - MOST_WARNINGS, "more warning")
                  + ", which `nginx -t` shows",
              ""));
    }
    return notes;
  }

  /** Why the ports that something is to listen on cannot be had just now, a sentence each. */
  List<String> takenPorts(Optional<Slot> starting) {
    List<String> taken = new ArrayList<>();
    starting
        .filter(s -> playbook.ports().of(s).isHere())
        .flatMap(s -> taken(playbook.placeKey(s), playbook.ports().of(s).port()))
        .ifPresent(taken::add);
    playbook
        .nginx()
        .behind()
        .filter(behind -> !facts.nginx().running())
        .flatMap(behind -> taken("nginx.behind", behind.port()))
        .ifPresent(taken::add);
    facts.circumstances().listens().stream()
        .flatMap(place -> taken(place.said(), place.socket().port()).stream())
        .distinct()
        .forEach(taken::add);
    return taken;
  }

  private Optional<String> taken(String key, int port) {
    return Optional.ofNullable(facts.circumstances().outgoing().get(port))
        .map(
            holder ->
                "%s: port %d was given to an outgoing connection of %s, and nothing can listen there; end that, or choose another port%s"
                    .formatted(key, port, holder.describe(), range(port)));
  }

  private String range(int port) {
    return facts
        .circumstances()
        .lent()
        .filter(lent -> lent.lends(port))
        .map(
            lent ->
                " below %d, and keep it with: %s"
                    .formatted(lent.first(), reserving(lent, Stream.of(port))))
        .orElse("");
  }
}
