package bluegreen.nginx;

import bluegreen.host.Processes;
import bluegreen.playbook.Slot;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of nginx.
 *
 * @param version such as {@code 1.22.1}; empty where nginx is not installed
 * @param underSystemd whether systemd is who starts this nginx
 * @param problem why nginx refuses its present configuration, in nginx's own words; of one that
 *     does not run, why it would
 * @param warnings what nginx warns of in its present configuration, in its own words
 * @param conf the main configuration's text; empty where there is no such file
 * @param target the text of our site file; empty where there is no such file
 * @param ours what the target file says of itself; empty where it is not of our making
 * @param included whether the configuration that nginx tested reaches the target file
 * @param marked the slot that the marker names; empty before the first deployment
 * @param answer what the running nginx says of itself; empty where nothing of ours answers
 * @param pointed the slot that nginx sends traffic to; empty before the first deployment
 * @param runAs whom an nginx of our own is run as, where that is not whoever we are
 * @param unready what an nginx of our own does not find ready, or not as it has to be
 * @param unit the text of the unit that an nginx of our own runs under; empty where there is none
 * @param keyed whether there is a key by which we are told who answers
 * @param former the file that our site is in, where the playbook names another one; {@code target}
 *     is its text then, unless one of the two is behind and the other is not
 * @param closing what runs that were killed before a reload have left, here and in other apps'
 *     folders: the markers by which each answer closes its connection
 * @param company whether it serves other apps of ours whose clients we can prepare for a reload
 * @param leftBehind of an nginx of our own that does not run, the workers whose master was killed:
 *     they serve on
 * @param adrift the same of any other nginx, where they answer on ports of our site
 * @param links what leads to our site file
 * @param log where it can write down what visitors get; empty where that is not known
 * @param stream what it has to pass on connections that are not HTTP
 * @param relay the nginx of our own between it and the slots, where connections are switched live
 */
public record NginxFacts(
    Optional<String> version,
    boolean running,
    boolean underSystemd,
    Optional<String> problem,
    List<String> warnings,
    Optional<String> conf,
    Optional<String> target,
    Optional<SiteFile> ours,
    boolean included,
    Optional<Slot> marked,
    Optional<Testimony.Ours> answer,
    Optional<Slot> pointed,
    Optional<NginxUser> runAs,
    List<Room> unready,
    Optional<String> unit,
    boolean keyed,
    Optional<Path> former,
    List<Path> closing,
    boolean company,
    List<Processes.Info> leftBehind,
    List<Processes.Info> adrift,
    SiteLinks links,
    Optional<TrafficLog> log,
    StreamModule stream,
    RelayFacts relay) {
  /** The command that ends workers whose master is gone, each with its last requests. */
  public static String end(List<Processes.Info> workers) {
    // By their pids: by its name every nginx's are found, ours behind another one included.
    return "kill -QUIT "
        + String.join(" ", workers.stream().map(p -> String.valueOf(p.pid())).toList());
  }

  /** Whether the running nginx works with the very file of ours that is there. */
  public boolean loaded() {
    return ours.isPresent()
        && answer.map(Testimony.Ours::configuration).equals(ours.map(r -> r.configuration()));
  }

  /** Whether our site file has an nginx of ours listen on that port behind another one. */
  public boolean listensBehind(int port) {
    return target.filter(site -> OurPorts.in(site).contains(port)).isPresent();
  }

  /** The same for whoever does not touch nginx's configuration. */
  public NginxFacts withoutProblem() {
    return new NginxFacts(
        version,
        running,
        underSystemd,
        Optional.empty(),
        List.of(),
        conf,
        target,
        ours,
        included,
        marked,
        answer,
        pointed,
        runAs,
        unready,
        unit,
        keyed,
        former,
        closing,
        company,
        leftBehind,
        adrift,
        links,
        log,
        stream,
        relay);
  }

  /** Whether nginx is installed. */
  public boolean installed() {
    return version.isPresent();
  }
}
