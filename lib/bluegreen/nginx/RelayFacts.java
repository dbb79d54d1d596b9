package bluegreen.nginx;

import bluegreen.host.Processes;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of the nginx of our own between the visitors' one and the slots.
 *
 * @param wanted whether the playbook has one
 * @param running whether its master runs
 * @param loaded the digest of the file that it has loaded; empty where it does not answer
 * @param conf its main file's text; empty where there is none of ours
 * @param user whom it runs as; empty where that is whoever we are
 * @param systemd whether it is a unit of systemd's
 * @param unit the unit's text; empty where there is none
 * @param unready what it does not find ready, or not as it has to be
 * @param leftBehind its workers whose master was killed
 */
public record RelayFacts(
    boolean wanted,
    boolean running,
    Optional<String> loaded,
    Optional<String> conf,
    Optional<NginxUser> user,
    boolean systemd,
    Optional<String> unit,
    List<Room> unready,
    List<Processes.Info> leftBehind) {
  /** None, where none is wanted. */
  public static RelayFacts none() {
    return new RelayFacts(
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        List.of(),
        List.of());
  }
}
